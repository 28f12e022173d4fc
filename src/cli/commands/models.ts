import { defineTexts } from '../../base/locale.ts'
import { defaultRates } from '../../config/index.ts'
import {
  cachedIds,
  EMBEDDED_ID,
  hubCache,
  KNOWN_ENCODERS,
  type KnownEncoder,
  type Purpose,
  parametersOf,
} from '../../hub/index.ts'
import { renderTable } from '../../metrics/index.ts'
import { type Command, newSubcommand } from '../program.ts'
import type { Context } from '../run.ts'

const say = defineTexts({
  about: {
    zh: '列出常用的中文编码器：大小、适合什么、默认学习率、本机有没有',
    en: 'list Chinese encoders: sizes, what for, default rates, and whether they are on this machine',
  },
  id: { zh: '名称', en: 'id' },
  size: { zh: '层×宽', en: 'layers×width' },
  parameters: { zh: '参数（百万）', en: 'parameters (M)' },
  rate: { zh: '默认学习率', en: 'default rate' },
  here: { zh: '本机', en: 'here' },
  purpose: { zh: '适合', en: 'good for' },
  yes: { zh: '有', en: 'yes' },
  embedded: { zh: '内置', en: 'embedded' },
  how: {
    zh: '\n用法：hantune train 数据 --model 名称（自动下载到 {cache}）。\n其他 BERT 结构的模型（config.json 里 model_type 是 bert）也可以用。',
    en: '\nUse: hantune train DATA --model ID (it is downloaded to {cache}).\nOther models of the BERT architecture (model_type bert in config.json) work, too.',
  },
})

const sayPurpose = defineTexts({
  base: { zh: '效果最好的基础大小，优先选它', en: 'the best of the base size: begin here' },
  'base-old': { zh: '基础大小，最早、最通用', en: 'base size, the oldest and most common' },
  large: { zh: '更好一点，慢 3 倍多，内存也大', en: 'a little better, three times slower, much memory' },
  small: { zh: '快 2–4 倍，适合只有 CPU 的线上服务', en: 'two to four times faster: services on a CPU' },
  tiny: { zh: '极小，适合毫秒级响应或大批量', en: 'very small: answers in milliseconds, bulk work' },
  embedded: { zh: '随包自带，不用下载，适合试用', en: 'in the package, no download: for a first try' },
} satisfies Record<Purpose, { zh: string; en: string }>)

/** `hantune models` */
export function modelsCommand({ output }: Context): Command {
  return newSubcommand('models', say('about', {})).action(() => {
    const cached = new Set(cachedIds(hubCache()))
    for (const known of KNOWN_ENCODERS) output.event(eventOf(known, cached))
    if (output.json) return
    const head = ['id', 'size', 'parameters', 'rate', 'here'] as const
    const rows = KNOWN_ENCODERS.map((known) => [
      known.id,
      `${known.layers}×${known.width}`,
      (parametersOf(known) / 1e6).toFixed(1),
      rateOf(known).toExponential(),
      known.id === EMBEDDED_ID ? say('embedded', {}) : cached.has(known.id) ? say('yes', {}) : '–',
    ])
    const purposes = [say('purpose', {}), ...KNOWN_ENCODERS.map(({ purpose }) => sayPurpose(purpose, {}))]
    const lines = renderTable([head.map((name) => say(name, {})), ...rows]).split('\n')
    // Words stand flush left, behind the numbers.
    output.text(lines.map((line, i) => `${line}  ${purposes[i]}`).join('\n'))
    output.text(say('how', { cache: hubCache() }))
  })
}

/** What `train` takes for it where nothing else is said. */
const rateOf = ({ layers, width }: KnownEncoder): number =>
  defaultRates({ layers, width, pretrained: true }).encoder

function eventOf(known: KnownEncoder, cached: ReadonlySet<string>): object {
  const { purpose: _, oldId: __, ...facts } = known
  return {
    event: 'model',
    ...facts,
    parameters: parametersOf(known),
    learningRate: rateOf(known),
    cached: known.id === EMBEDDED_ID || cached.has(known.id),
  }
}
