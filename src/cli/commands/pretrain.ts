import { pretrainModel } from '../../api/index.ts'
import { defineTexts } from '../../base/locale.ts'
import { readPretrainConfig } from '../../pretrain/index.ts'
import { addHubOptions, type HubOptions, hubChoice } from '../hub-options.ts'
import { addPretrainOptions, pretrainSettingsOf } from '../pretrain-options.ts'
import { PretrainView } from '../pretrain-view.ts'
import { Argument, type Command, newSubcommand, Option } from '../program.ts'
import { extraBeside } from '../resume-extras.ts'
import type { Context } from '../run.ts'
import { failUsage } from '../usage-errors.ts'

const say = defineTexts({
  about: {
    zh: '用纯文本预训练编码器（掩码语言模型）：从零开始，或接着已有模型在领域文本上继续',
    en: 'pre-train an encoder on plain text (masked-language modelling), from nothing or from a model on the text of a domain',
  },
  texts: {
    zh: 'UTF-8 文本文件；文档之间空一行，没有空行时每行是一篇',
    en: 'text files in UTF-8; a blank line between documents, or a document a line',
  },
  config: {
    zh: '配置文件（YAML 或 JSON）：设置，以及 model、vocab、texts；命令行上的选项优先',
    en: 'a file (YAML or JSON) of settings with model, vocab, texts; options win',
  },
  init: {
    zh: '从这个模型的权重开始：目录或名称',
    en: 'start from the weights of this model: a folder or id',
  },
  vocab: {
    zh: '从零开始时的词表：每行一个词元的文件（vocab.txt），或带分词器的目录',
    en: 'the vocabulary of a start from nothing: a file of a token a line (vocab.txt), or a folder with a tokenizer',
  },
  out: { zh: '输出目录（默认 runs/pretrain）', en: 'the run folder (default: runs/pretrain)' },
  resume: {
    zh: '接着这个目录里中断的预训练，结果与不中断时一样；可以用 --steps 改变总步数',
    en: 'go on with the run in this folder, as if it had not been interrupted; --steps may make it longer',
  },
})

interface Options extends HubOptions, Readonly<Record<string, unknown>> {
  readonly config?: string
  readonly init?: string
  readonly vocab?: string
  readonly out?: string
  readonly resume?: string
}

/** `hantune pretrain TEXT…` */
export function pretrainCommand({ output, signal, endsInOrder }: Context): Command {
  const command = newSubcommand('pretrain', say('about', {}), new Argument('[text...]', say('texts', {})))
    .addOption(new Option('--config <FILE>', say('config', {})))
    .addOption(new Option('--init <MODEL>', say('init', {})))
    .addOption(new Option('--vocab <FILE>', say('vocab', {})))
    .addOption(new Option('--out <FOLDER>', say('out', {})))
    .addOption(new Option('--resume <RUN>', say('resume', {})))
  return addPretrainOptions(addHubOptions(command)).action(
    async (texts: readonly string[], options: Options) => {
      const interrupt = endsInOrder()
      const view = new PretrainView(output)
      await pretrainModel(jobOf(texts, options), { signal, interrupt, onEvent: (event) => view.show(event) })
    },
  )
}

function jobOf(texts: readonly string[], options: Options) {
  if (options.resume !== undefined) return resumedJob(texts, options, options.resume)
  const file = options.config === undefined ? {} : readPretrainConfig(options.config)
  const { init, vocab, out } = options
  return {
    ...file,
    ...(texts.length > 0 && { texts }),
    ...(init !== undefined && { init }),
    ...hubChoice(options),
    ...(vocab !== undefined && { vocab }),
    ...(out !== undefined && { out }),
    settings: pretrainSettingsOf(options, file.settings),
  }
}

/** What may be changed of a run that goes on. */
const CHANGEABLE = ['steps', 'decay']

/** @throws E_CLI_PRETRAIN_RESUME */
function resumedJob(texts: readonly string[], options: Options, out: string) {
  const extra = extraBeside(texts, options, CHANGEABLE)
  if (extra !== undefined) throw failUsage('E_CLI_PRETRAIN_RESUME', { extra })
  return { out, resume: true, settings: pretrainSettingsOf(options) }
}
