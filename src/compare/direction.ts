/** @file TABLE of metrics by whether more of them is better: for the best value, `--until`, titles and JSON. What we measure ourselves its own table knows. */
import { columnNamed } from '../measure/columns.ts';
import { plainName } from '../reading/column-names.ts';

export type Better = 'higher' | 'lower';

/** Which is better, and who says so. */
export interface Direction {
  readonly better: Better;
  /** `asked`: the user; `known`: the table; `guessed`: nobody, and so lower, as of a loss. */
  readonly basis: 'asked' | 'known' | 'guessed';
}

interface MetricRow {
  /** Words of a name; numbers behind a word (top5, map50, f1) are taken off. */
  readonly words: readonly string[];
  readonly better: Better;
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** The first row with a word of the name decides: an accuracy's loss is a loss. */
export const METRIC_DIRECTIONS: readonly MetricRow[] = [
  {
    // Losses, and errors whatever of.
    words: words(`
      loss losses err error errors mistakes misclassification misclassified cost regret nll neglogprob negloglik xent crossentropy
      hinge logloss mse rmse nmse nrmse rmsle mae mape smape wmape medae msle deviance
    `),
    better: 'lower',
  },
  {
    words: words(`
      perplexity ppl bpc bpb bpd wer cer ter eer hter mcd fid kid lpips brier ece mce fpr fnr far frr fdr kl kld jsd divergence
      distance emd chamfer hausdorff hd assd asd
    `),
    better: 'lower',
  },
  {
    words: words(`
      accuracy acc top correct hit hits hitrate precision recall sensitivity specificity tpr tnr ppv npv f fscore fmeasure fbeta
      auc auroc auprc aucroc aucpr roc pr ap map mar ar iou miou giou jaccard dice dsc r2 r² rsquared r_squared bleu sacrebleu rouge
      rougel rougelsum meteor chrf cider spice bertscore psnr ssim msssim ndcg mrr kappa qwk mcc matthews em exactmatch pearson
      pearsonr spearman spearmanr kendall correlation corr similarity likelihood loglik elbo reward rewards return returns score
      scores success win winrate elo mota idf1 hota silhouette nmi ari purity fitness throughput speedup agreement pass solved
    `),
    better: 'higher',
  },
  {
    words: words(`
      seconds secs minutes hours time runtime duration elapsed latency ms memory bytes flops macs params energy iterations
    `),
    better: 'lower',
  },
];

/** Names in words: valAcc and val_acc are both val acc; metrics/mAP50(B) is metrics map b, also where capitals stand in a word. */
function wordsOf(metric: string): readonly string[] {
  const whole = plainName(metric);
  const split = plainName(metric.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2'));
  const all = [whole, split].flatMap((name) => {
    const parts = name.split('_');
    // Two words in one: cross entropy, r squared, exact match.
    return [...parts, ...parts.slice(1).map((part, at) => `${parts[at]}${part}`)];
  });
  return all.flatMap((word) => [word, word.replace(/\d+$/, '')]).filter((word) => word !== '');
}

/** Losses and errors with a sign, so that more is better, as scikit-learn's scorers have them. */
const NEGATED = /^(test_|train_|val_)?neg(ative)?_(?!log_?likelihood|ll\b)/;

/** What the user says, or else the tables; lower, and only guessed, where neither does. */
export function directionOf(metric: string, asked?: Better): Direction {
  if (asked !== undefined) return { better: asked, basis: 'asked' };
  const name = plainName(metric);
  const own = columnNamed(name)?.better;
  if (own !== undefined) return { better: own, basis: 'known' };
  if (NEGATED.test(name)) return { better: 'higher', basis: 'known' };
  if (/neg(ative)?_log_?likelihood/.test(name)) return { better: 'lower', basis: 'known' };
  const found = wordsOf(metric);
  const row = METRIC_DIRECTIONS.find((one) => one.words.some((word) => found.includes(word)));
  return row ? { better: row.better, basis: 'known' } : { better: 'lower', basis: 'guessed' };
}

/** Of two values the better one. */
export const betterOf = ({ better }: Direction, a: number, b: number): number =>
  better === 'higher' ? Math.max(a, b) : Math.min(a, b);

/** True where a value is at the goal or beyond. */
export const reaches = ({ better }: Direction, value: number, goal: number): boolean =>
  better === 'higher' ? value >= goal : value <= goal;

const BASIS = { asked: ', as asked', known: '', guessed: ', as a guess' } as const;

/** For a title: `lower is better, as a guess`. */
export const directionText = ({ better, basis }: Direction): string => `${better} is better${BASIS[basis]}`;
