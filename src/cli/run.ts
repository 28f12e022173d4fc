import { CommanderError } from 'commander'
import { defineTexts } from '../base/locale.ts'
import { VERSION } from '../base/version.ts'
import { compareCommand } from './commands/compare.ts'
import { dataCommand } from './commands/data.ts'
import { demoCommand } from './commands/demo.ts'
import { doctorCommand } from './commands/doctor.ts'
import { downloadCommand } from './commands/download.ts'
import { evaluateCommand } from './commands/evaluate.ts'
import { modelsCommand } from './commands/models.ts'
import { predictCommand } from './commands/predict.ts'
import { pretrainCommand } from './commands/pretrain.ts'
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
  finishing: {
    zh: '正在完成这一步并保存；再按一次 Ctrl-C 立即停止',
    en: 'finishing the step and saving; Ctrl-C again stops at once',
  },
})

/** In the order of the help. */
const COMMANDS = [
  trainCommand,
  predictCommand,
  evaluateCommand,
  compareCommand,
  dataCommand,
  pretrainCommand,
  modelsCommand,
  downloadCommand,
  doctorCommand,
  demoCommand,
]

/** What a command works with. */
export interface Context {
  readonly output: Output
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /**
   * Says that the command ends in order when it is asked to.
   *
   * @returns what the first Ctrl-C aborts then; the second aborts `signal`
   */
  endsInOrder(): AbortSignal
  /** Says that there is nothing more to end in order: the next Ctrl-C aborts `signal`. */
  endsAtOnce(): void
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
  const interruption = new Interruption(() => output.note(say('finishing', {})))
  try {
    chooseLanguage(args)
    checkLength(args)
    const { signal } = interruption
    const context: Context = {
      output,
      signal,
      endsInOrder: () => interruption.endsInOrder(),
      endsAtOnce: () => interruption.endsAtOnce(),
    }
    const commands = COMMANDS.map((make) => make(context))
    const program = newProgram(say('about', {}), VERSION, commands)
    if (args.length === 0) {
      output.note(program.helpInformation().trimEnd())
      return EXIT.badInput
    }
    await program.parseAsync(args, { from: 'user' })
    if (interruption.isAsked) return EXIT.interrupted
    return output.failed ? EXIT.failure : EXIT.ok
  } catch (error) {
    if (interruption.signal.aborted) {
      output.note(say('interrupted', {}))
      return EXIT.interrupted
    }
    // Help and version were asked for, and written.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.badInput
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

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/**
 * Ctrl-C and SIGTERM: the first asks a command that can end in order to do so, the next ends its work, the last
 * ends the process.
 */
class Interruption {
  readonly #work = new AbortController()
  readonly #order = new AbortController()
  readonly #onAsked: () => void
  #isOrderly = false

  constructor(onAsked: () => void) {
    this.#onAsked = onAsked
    for (const name of SIGNALS) process.on(name, this.#take)
  }

  /** Aborted when the work is to end at once. */
  get signal(): AbortSignal {
    return this.#work.signal
  }

  /** Whether a command was asked to end in order. */
  get isAsked(): boolean {
    return this.#order.signal.aborted
  }

  endsInOrder(): AbortSignal {
    this.#isOrderly = true
    return this.#order.signal
  }

  endsAtOnce(): void {
    this.#isOrderly = false
  }

  stop(): void {
    for (const name of SIGNALS) process.off(name, this.#take)
  }

  readonly #take = (name: NodeJS.Signals): void => {
    if (this.#isOrderly && !this.isAsked) {
      this.#onAsked()
      this.#order.abort()
    } else if (!this.#work.signal.aborted) this.#work.abort()
    else {
      this.stop()
      process.kill(process.pid, name)
    }
  }
}
