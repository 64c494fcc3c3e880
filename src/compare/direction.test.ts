/** Directions of metrics: what each measures is from the literature that named it, not from the table. */
import { describe, expect, it } from 'vitest';
import { directionOf, directionText } from './direction.ts';

describe('directionOf', () => {
  it.each([
    'accuracy',
    'val_accuracy',
    'top-5 accuracy',
    'Top1',
    'valAcc',
    'eval/acc',
    'metrics/mAP50(B)',
    'metrics/mAP50-95(B)',
    'metrics/precision(B)',
    'recall@10',
    'F1',
    'macro avg/f1-score',
    'AUC',
    'roc_auc',
    'val_AUROC',
    'average_precision',
    'AP',
    'R2',
    'r^2',
    'BLEU',
    'rougeL',
    'mIoU',
    'dice_coefficient',
    'Dice',
    'jaccard',
    'PSNR',
    'ssim',
    'nDCG@5',
    'cohen_kappa',
    'MCC',
    'exact_match',
    'spearmanr',
    'rollout/ep_rew_mean_reward',
    'neg_mean_squared_error',
    'log_likelihood',
  ])('more %s is better', (metric) => {
    expect(directionOf(metric)).toEqual({ better: 'higher', basis: 'known' });
  });

  it.each([
    'loss',
    'Val Loss',
    'train/box_loss',
    'eval_loss',
    'test_error',
    'top5_error',
    'accuracy_loss',
    'dice_loss',
    'perplexity',
    'ppl',
    'MSE',
    'val_rmse',
    'mean_absolute_error',
    'MAE',
    'mape',
    'nll',
    'cross_entropy',
    'negative log-likelihood',
    'WER',
    'FID',
    'KL divergence',
    'brier_score',
    'ECE',
    'hd95',
    'seconds',
    'eval_runtime',
  ])('less %s is better', (metric) => {
    expect(directionOf(metric)).toEqual({ better: 'lower', basis: 'known' });
  });

  it.each(['Value', 'learning_rate', 'grad_norm', 'pace', 'mean_activation', 'x'])(
    'of %s nobody knows',
    (metric) => {
      expect(directionOf(metric)).toEqual({ better: 'lower', basis: 'guessed' });
      expect(directionText(directionOf(metric))).toBe('lower is better, as a guess');
    },
  );

  it('is what the user says', () => {
    expect(directionText(directionOf('loss', 'higher'))).toBe('higher is better, as asked');
    expect(directionText(directionOf('accuracy'))).toBe('higher is better');
  });
});
