/** @file A setting in words, where its key and its value say enough: `weight decay 0.001`, `nesterov`. */
export function settingText(key: string, value: unknown): string {
  const words = key.replaceAll('_', ' ');
  return value === true ? words : `${words} ${value}`;
}
