import { say, short } from '../_numbers.ts'
import type { Finding, Remedy } from '../finding.ts'
import type { RunHistory } from '../history.ts'

/** Above this share of the limit, one long batch or another program ends the run. */
const NEAR_LIMIT = 0.95
/** Shorter windows than this cut most sentences. */
const SHORTEST = 64

/** The run needs more memory than there is, or nearly all of it. */
export function memory({ run, outcome, peakMemoryMb = 0 }: RunHistory): Finding | undefined {
  const { memoryLimitMb: limit, plannedMemoryMb = 0, settings } = run
  const needed = Math.max(peakMemoryMb, plannedMemoryMb)
  const isOut = outcome === 'out-of-memory'
  if (!isOut && (limit === undefined || needed < NEAR_LIMIT * limit)) return undefined

  const remedies: Remedy[] = []
  if (settings.batchSize > 1)
    remedies.push({
      settings: { batchSize: Math.floor(settings.batchSize / 2), accumulation: settings.accumulation * 2 },
      why: {
        zh: '每次只算一半，累积两次再更新：训练效果相同，激活值占用的内存减半',
        en: 'half as much at once, two parts to a step: the same training with half the activations',
      },
    })
  if (!settings.recompute)
    remedies.push({
      settings: { recompute: true },
      why: {
        zh: '反向传播时重算激活值：内存少很多，时间多约三分之一',
        en: 'compute activations again in the backward pass: much less memory, about a third more time',
      },
    })
  if (settings.activations === 'float32')
    remedies.push({
      settings: { activations: 'float16' },
      why: { zh: '激活值用半精度保存，占用减半', en: 'keep activations in half precision: half the space' },
    })
  if (settings.optimizerState === 'float32')
    remedies.push({
      settings: { optimizerState: 'bfloat16' },
      why: {
        zh: '优化器状态用 bfloat16：每个参数省 4 字节',
        en: 'keep the optimizer’s moments in bfloat16: 4 bytes less a parameter',
      },
    })
  const longest = settings.maxLength ?? run.longestTokens
  if (longest !== undefined && longest >= 2 * SHORTEST)
    remedies.push({
      settings: { maxLength: Math.floor(longest / 2) },
      why: {
        zh: '文本切得更短，注意力占用的内存随之减少',
        en: 'shorter pieces of text: attention needs less',
      },
    })
  return {
    code: 'COACH_MEMORY',
    severity: isOut || (limit !== undefined && needed > limit) ? 'fatal' : 'advice',
    evidence: {
      neededMb: needed,
      ...(limit !== undefined && { limitMb: limit }),
      batchSize: settings.batchSize,
    },
    what: say(
      {
        zh: '内存不够或快要不够：需要约 {needed} MB，可用 {limit} MB（批大小 {batch}）',
        en: 'memory is out or nearly out: about {needed} MB needed, {limit} MB allowed (batches of {batch})',
      },
      {
        needed: needed > 0 ? Math.round(needed) : '?',
        limit: limit === undefined ? '?' : Math.round(limit),
        batch: short(settings.batchSize),
      },
    ),
    why: {
      zh: '内存耗尽时系统会终止训练，最后一次保存之后的进度全部丢失',
      en: 'a run that takes too much memory is ended by the system, and what came after its last checkpoint is lost',
    },
    remedies,
  }
}
