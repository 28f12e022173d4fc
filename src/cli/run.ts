import { CommanderError } from 'commander'
import { defineTexts } from '../base/locale.ts'
import { VERSION } from '../base/version.ts'
import { demoCommand } from './commands/demo.ts'
import { evaluateCommand } from './commands/evaluate.ts'
import { predictCommand } from './commands/predict.ts'
import { trainCommand } from './commands/train.ts'
import { EXIT, exitCodeOf } from './exit-codes.ts'
import { chooseLanguage } from './language.ts'
import { Output } from './output.ts'
import { newProgram } from './program.ts'
import { failUsage } from './usage-errors.ts'

const say = defineTexts({
  about: {
    zh: 'HanTune：微调中文 BERT 类模型，做实体识别和文本分类',
    en: 'HanTune: fine-tunes Chinese BERT-family models for entity recognition and text classification',
  },
  interrupted: { zh: '已中断', en: 'interrupted' },
})

/** What a command works with. */
export interface Context {
  readonly output: Output
  /** Aborted by Ctrl-C; a training is asked to end in order first. */
  readonly signal: AbortSignal
  /** Aborted by the first Ctrl-C of a command that said it ends in order when asked to. */
  readonly interrupt: AbortSignal
}

/**
 * Runs a command line.
 *
 * @param args without the program's name
 * @returns the exit code
 */
export async function run(args: readonly string[]): Promise<number> {
  // Known before the parser has run, because its own errors are events too.
  const output = new Output(args.includes('--json'))
  const interruption = listenForInterruption()
  try {
    chooseLanguage(args)
    checkLength(args)
    const context: Context = { output, signal: interruption.signal }
    const commands = [trainCommand, predictCommand, evaluateCommand, demoCommand].map((make) => make(context))
    const program = newProgram(say('about', {}), VERSION, commands)
    if (args.length === 0) {
      output.note(program.helpInformation().trimEnd())
      return EXIT.badInput
    }
    await program.parseAsync(args, { from: 'user' })
    return output.failed ? EXIT.failure : EXIT.ok
  } catch (error) {
    if (interruption.signal.aborted) {
      output.note(say('interrupted', {}))
      return EXIT.interrupted
    }
    // Help and version were asked for, and written.
    if (error instanceof CommanderError) return EXIT.ok
    output.error(error)
    return exitCodeOf(error)
  } finally {
    interruption.stop()
  }
}

/**
 * ONNX Runtime crashes in a worker thread of a process whose command line is longer than about 15,000 bytes (seen
 * with onnxruntime-node 1.30.0).
 */
const LONGEST_COMMAND_LINE = 8192

/** @throws E_CLI_TOO_LONG */
function checkLength(args: readonly string[]): void {
  const bytes = Buffer.byteLength(args.join(' '))
  if (bytes > LONGEST_COMMAND_LINE) throw failUsage('E_CLI_TOO_LONG', { bytes, limit: LONGEST_COMMAND_LINE })
}

/** The first Ctrl-C or SIGTERM ends the work in order, the second ends the process. */
function listenForInterruption(): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController()
  const signals = ['SIGINT', 'SIGTERM'] as const
  const stop = () => {
    for (const name of signals) process.off(name, onInterrupt)
  }
  const onInterrupt = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      stop()
      process.kill(process.pid, name)
    }
    controller.abort()
  }
  for (const name of signals) process.on(name, onInterrupt)
  return { signal: controller.signal, stop }
}
