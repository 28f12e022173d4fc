import { defineTexts } from '../../base/locale.ts'
import { type Command, newGroup } from '../program.ts'
import type { Context } from '../run.ts'
import { dataAugmentCommand } from './data-augment.ts'
import { dataCheckCommand } from './data-check.ts'
import { dataConvertCommand } from './data-convert.ts'
import { dataGenerateCommand } from './data-generate.ts'
import { dataLabelCommand } from './data-label.ts'
import { dataSampleCommand } from './data-sample.ts'
import { dataSplitCommand } from './data-split.ts'
import { dataStatsCommand } from './data-stats.ts'

const say = defineTexts({
  about: {
    zh: '标注数据：检查、划分、统计、抽样、转换格式、用词典标注、增强、生成合成数据',
    en: 'labelled data: check them, split them, describe them, draw a sample, change their format, label texts by a lexicon, augment them, make synthetic ones',
  },
})

/** In the order of the help. */
const COMMANDS = [
  dataCheckCommand,
  dataSplitCommand,
  dataStatsCommand,
  dataSampleCommand,
  dataConvertCommand,
  dataLabelCommand,
  dataAugmentCommand,
  dataGenerateCommand,
]

/** `hantune data COMMAND` */
export function dataCommand(context: Context): Command {
  return newGroup(
    'data',
    say('about', {}),
    COMMANDS.map((make) => make(context)),
  )
}
