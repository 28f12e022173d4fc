import { availableParallelism } from 'node:os'
import { defineErrors } from '../../base/errors.ts'
import { defineTexts } from '../../base/locale.ts'
import { examine, type State, thisWorld } from '../../doctor/index.ts'
import { type Command, newSubcommand } from '../program.ts'
import type { Context } from '../run.ts'

const say = defineTexts({
  about: {
    zh: '检查这台机器：Node、ONNX Runtime、内存、磁盘、缓存、网络、内置模型，并给出解决办法',
    en: 'check this machine: Node, ONNX Runtime, memory, disk, cache, network, the embedded model, with what to do',
  },
  fix: { zh: '      解决：{fix}', en: '      do: {fix}' },
  hint: { zh: '      提示：{fix}', en: '      hint: {fix}' },
  good: { zh: '\n一切正常。', en: '\nEverything is fine.' },
  warnings: { zh: '\n能用，有 {count} 处提醒。', en: '\nIt works; {count} warning(s).' },
})

const fail = defineErrors({
  E_DOCTOR: {
    zh: { what: '有 {count} 处问题', fix: '按上面“解决”后面说的去做，再执行一次' },
    en: { what: '{count} problems were found', fix: 'do what is said above, and run this again' },
  },
})

const SIGNS: Readonly<Record<State, string>> = { ok: '✓', warning: '!', failure: '✗' }

/** `hantune doctor` */
export function doctorCommand({ output }: Context): Command {
  return newSubcommand('doctor', say('about', {})).action(async () => {
    const counts: Record<State, number> = { ok: 0, warning: 0, failure: 0 }
    for await (const finding of examine(thisWorld(availableParallelism()))) {
      counts[finding.state]++
      output.event({ event: 'finding', ...finding })
      output.text(`  ${SIGNS[finding.state]}  ${finding.what}`)
      if (finding.fix !== undefined)
        output.text(say(finding.state === 'ok' ? 'hint' : 'fix', { fix: finding.fix }))
    }
    const { warning, failure } = counts
    if (failure > 0) throw fail('E_DOCTOR', { count: failure })
    output.text(warning > 0 ? say('warnings', { count: warning }) : say('good', {}))
  })
}
