import type { Text } from '../base/locale.ts'
import type { RuleCode } from './finding.ts'

/** What each rule is called. */
export const RULE_TITLES: Readonly<Record<RuleCode, Text>> = {
  'faulty-record': { zh: '读不出的记录', en: 'Records that cannot be read' },
  leakage: { zh: '数据泄漏', en: 'Leakage' },
  'group-leakage': { zh: '同组跨集', en: 'Groups in several parts' },
  conflict: { zh: '同文不同标', en: 'Same text, other annotation' },
  'label-missing': { zh: '标签缺失', en: 'Missing labels' },
  'label-form': { zh: '标签写法不一', en: 'Label width, case, blanks' },
  overlap: { zh: '实体重叠', en: 'Overlapping entities' },
  'near-leakage': { zh: '近似泄漏', en: 'Near leakage' },
  duplicate: { zh: '完全重复', en: 'Duplicates' },
  'near-duplicate': { zh: '近似重复', en: 'Near-duplicates' },
  'label-typo': { zh: '标签像拼错', en: 'Mistyped labels' },
  'rare-label': { zh: '稀少标签', en: 'Rare labels' },
  imbalance: { zh: '不均衡', en: 'Imbalance' },
  'entity-shifted': { zh: '实体整体偏移', en: 'Shifted entities' },
  'entity-boundary': { zh: '实体边界', en: 'Entity ends' },
  'split-entity': { zh: '断句切开实体', en: 'Entities cut in two' },
  surface: { zh: '时标时不标', en: 'Tagged here, not there' },
  'surface-types': { zh: '同词不同类', en: 'Same string, other type' },
  invisible: { zh: '看不见的字符', en: 'Invisible characters' },
  window: { zh: '超过窗口', en: 'Longer than the window' },
  'short-text': { zh: '一个字的文本', en: 'One-character texts' },
  suspicious: { zh: '可疑标注', en: 'Suspicious annotations' },
}
