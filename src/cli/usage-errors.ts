import type { Command, CommanderError } from 'commander'
import { defineErrors } from '../base/errors.ts'
import { nearestHint } from '../base/nearest.ts'
import { quote } from '../base/quote.ts'

/** Errors of the command line itself. */
export const failUsage = defineErrors({
  E_CLI_OPTION: {
    zh: { what: '没有选项 {flag}{near}', fix: '查看可用的选项：{help}' },
    en: { what: 'there is no option {flag}{near}', fix: 'see the options: {help}' },
  },
  E_CLI_RESUME_ALONE: {
    zh: {
      what: '--resume 不能和 {extra} 一起用：接着训练时，数据和设置都取自输出目录',
      fix: '只写 hantune train --resume 目录；要改数据或设置，请用 --resume-from 开始新的训练',
    },
    en: {
      what: '--resume goes without {extra}: data and settings are those of the run',
      fix: 'write hantune train --resume FOLDER alone; for other data or settings start a new run with --resume-from',
    },
  },
  E_CLI_PRETRAIN_RESUME: {
    zh: {
      what: '--resume 不能和 {extra} 一起用：接着预训练时，语料和设置都取自输出目录',
      fix: '只写 hantune pretrain --resume 目录（可加 --steps、--decay）；要改别的，用 --init 开始新的预训练',
    },
    en: {
      what: '--resume goes without {extra}: texts and settings are those of the run',
      fix: 'write hantune pretrain --resume FOLDER, with --steps and --decay at most; for other changes start a new run with --init',
    },
  },
  E_CLI_FILL_ONLY: {
    zh: { what: '{flag} 只用于 --task fill-mask', fix: '去掉 {flag}，或加上 --task fill-mask' },
    en: { what: '{flag} belongs to --task fill-mask', fix: 'leave it out, or add --task fill-mask' },
  },
  E_CLI_FILL_LEXICON: {
    zh: { what: '--lexicon 不能和 --task fill-mask 一起用', fix: '去掉其中一个：词典只管实体' },
    en: {
      what: '--lexicon goes without --task fill-mask',
      fix: 'leave out one of them: a lexicon is about entities',
    },
  },
  E_CLI_SERVE_LEXICON: {
    zh: { what: '不知道词典 {lexicon} 用于哪个模型', fix: '写作 名称=文件，每个模型一个；模型：{names}' },
    en: {
      what: 'it is not clear which model the lexicon {lexicon} is for',
      fix: 'write NAME=FILE, one for each model; the models are: {names}',
    },
  },
  E_CLI_FILL_THRESHOLD: {
    zh: { what: '--threshold 不能和 --task fill-mask 一起用', fix: '去掉其中一个：阈值只管多标签任务' },
    en: {
      what: '--threshold goes without --task fill-mask',
      fix: 'leave out one of them: a threshold is about several labels a text',
    },
  },
  E_CLI_COMPARE_LEXICON: {
    zh: {
      what: '没有说拿什么词典来比',
      fix: '用 --lexicon 给出词典文件，或用 --train 给出训练数据，以其中的实体作词典',
    },
    en: {
      what: 'no lexicon was named to compare with',
      fix: 'give a file by --lexicon, or the training data by --train, whose entities are then the lexicon',
    },
  },
  E_CLI_UI_PORT: {
    zh: { what: '--ui-port 要和 --ui 一起用', fix: '加上 --ui，或去掉 --ui-port' },
    en: { what: '--ui-port goes with --ui', fix: 'add --ui, or leave it out' },
  },
  E_CLI_UI_ALONE: {
    zh: { what: '--ui 不能和 {flag} 一起用', fix: '去掉其中一个：页面显示的是一次训练' },
    en: { what: '--ui goes without {flag}', fix: 'leave out one of them: the page shows one training' },
  },
  E_CLI_UI_DATA: {
    zh: { what: '缺少参数 DATA；只打开页面时不接受 {extra}', fix: '给出数据，或去掉 {extra} 在页面上填写' },
    en: {
      what: 'the argument DATA is missing, and the page alone takes no {extra}',
      fix: 'give the data, or leave out {extra} and fill in the form of the page',
    },
  },
  E_CLI_START_TWICE: {
    zh: {
      what: '同时给了 --model 和 --resume-from，起点只能有一个',
      fix: '在已有的训练上继续就去掉 --model；从别的编码器开始就去掉 --resume-from',
    },
    en: {
      what: 'both --model and --resume-from were given, and a run starts from one of them',
      fix: 'leave out --model to train on from that run, or --resume-from to start from that encoder',
    },
  },
  E_CLI_SEEDS: {
    zh: { what: '--seeds 要把同样的训练重复几遍，不能与 {flag} 同用', fix: '去掉其中一个' },
    en: { what: '--seeds repeats one training and does not go with {flag}', fix: 'leave out one of them' },
  },
  E_CLI_CURVE_TRAIN: {
    zh: { what: '没有说学习曲线用什么数据训练', fix: '用 --train 给出训练数据' },
    en: {
      what: 'no data to train the learning curve on was named',
      fix: 'name the training data by --train',
    },
  },
  E_CLI_CURVE_SEEDS: {
    zh: { what: '--seeds 在这里只用于 --learning-curve', fix: '去掉它，或加上 --learning-curve' },
    en: { what: '--seeds belongs to --learning-curve here', fix: 'leave it out, or add --learning-curve' },
  },
  E_CLI_CURVE_ALONE: {
    zh: {
      what: '{flag} 不能和 --learning-curve 一起用',
      fix: '去掉其中一个：学习曲线会另外训练，不评测这个模型',
    },
    en: {
      what: '{flag} does not go with --learning-curve',
      fix: 'leave one out: a learning curve trains anew and does not score this model',
    },
  },
  E_CLI_SAVE_THRESHOLDS: {
    zh: {
      what: '--save-thresholds {choice} 要有开发数据来选阈值',
      fix: '用 --calibrate 给出没有拿来训练的标注数据',
    },
    en: {
      what: '--save-thresholds {choice} needs dev data to choose thresholds on',
      fix: 'give labelled data that the model did not learn from with --calibrate',
    },
  },
  E_CLI_SAVE_TEMPERATURE: {
    zh: {
      what: '--save-temperature 要有开发数据来拟合温度',
      fix: '用 --calibrate 给出没有拿来训练的标注数据',
    },
    en: {
      what: '--save-temperature needs dev data to fit the temperature on',
      fix: 'give labelled data that the model did not learn from with --calibrate',
    },
  },
  E_CLI_SAVE_GIVEN: {
    zh: {
      what: '--save-thresholds 不能和 --threshold 一起用',
      fix: '去掉其中一个：前者存下在 --calibrate 数据上选出的阈值',
    },
    en: {
      what: '--save-thresholds goes without --threshold',
      fix: 'leave one out: what is saved was chosen on the --calibrate data',
    },
  },
  E_CLI_COMPARE_BOTH: {
    zh: { what: '--lexicon 和 --train 只能给一个', fix: '对照的词典要么是文件，要么取自训练数据：去掉一个' },
    en: {
      what: '--lexicon and --train exclude each other',
      fix: 'the rules are those of a file or those of the training data: leave one out',
    },
  },
  E_CLI_FIND_LR: {
    zh: {
      what: '--find-lr 只找学习率，不训练，不能和 {flag} 一起用',
      fix: '先只用 --find-lr；找到学习率之后，训练时再加 --lr 和 {flag}',
    },
    en: {
      what: '--find-lr looks for a rate and trains nothing: it goes without {flag}',
      fix: 'run --find-lr without it first; give --lr and {flag} when you train',
    },
  },
  E_CLI_COMMAND: {
    zh: { what: '没有命令 {command}{near}', fix: '查看可用的命令：{help}' },
    en: { what: 'there is no command {command}{near}', fix: 'see the commands: {help}' },
  },
  E_CLI_ARGUMENT_MISSING: {
    zh: { what: '缺少参数 {name}', fix: '查看用法：{help}' },
    en: { what: 'the argument {name} is missing', fix: 'see the usage: {help}' },
  },
  E_CLI_OPTION_VALUE_MISSING: {
    zh: { what: '选项 {flag} 后面缺少值', fix: '写成 {usage}' },
    en: { what: 'the option {flag} lacks its value', fix: 'write {usage}' },
  },
  E_CLI_OPTION_MISSING: {
    zh: { what: '缺少选项 {flag}', fix: '加上 {usage}' },
    en: { what: 'the option {flag} is missing', fix: 'add {usage}' },
  },
  E_CLI_MLM_MODEL: {
    zh: { what: '--model 在这里只用于 --augment mlm', fix: '去掉它，或加上 --augment mlm' },
    en: { what: '--model belongs to --augment mlm here', fix: 'leave it out, or add --augment mlm' },
  },
  E_CLI_FILE_EXISTS: {
    zh: { what: '已经有 {file}', fix: '换一个 --out，或加 --overwrite 替换它' },
    en: { what: 'there is {file} already', fix: 'give another --out, or add --overwrite to replace it' },
  },
  E_CLI_FOLDER_MIXED: {
    zh: { what: '{folder} 里还有别的数据的文件：{other}', fix: '换一个 --out，或先把它移走' },
    en: {
      what: '{folder} holds documents of other data: {other}',
      fix: 'give another --out, or move them away first',
    },
  },
  E_CLI_COLUMNS_NO_FILE: {
    zh: { what: '{flag} 说的是文件里的列，而文本写在命令行上', fix: '去掉它，或用 --input 给出文件' },
    en: {
      what: '{flag} is about the columns of a file, and the texts stand on the command line',
      fix: 'leave it out, or name a file by --input',
    },
  },
  E_CLI_EXCESS: {
    zh: { what: '多余的参数：{extra}', fix: '去掉它；路径或文本中有空格时请加引号。用法：{help}' },
    en: {
      what: 'an argument too many: {extra}',
      fix: 'leave it out; put paths and texts with blanks in quotes. Usage: {help}',
    },
  },
  E_CLI_VALUE: {
    zh: { what: '选项 {flag} 不能取 {value}{near}', fix: '允许的值：{allowed}' },
    en: { what: 'the option {flag} cannot be {value}{near}', fix: 'allowed is: {allowed}' },
  },
  E_CLI_TOO_LONG: {
    zh: {
      what: '命令行太长：{bytes} 字节，最多 {limit} 字节',
      fix: '长文本请写进文件用 --input 给出，或从管道输入',
    },
    en: {
      what: 'the command line is too long: {bytes} bytes, {limit} at most',
      fix: 'write long texts to a file and name it with --input, or pipe them in',
    },
  },
  E_CLI_NO_TEXT: {
    zh: {
      what: '没有要预测的文本',
      fix: '把文本写在命令后面，或用 --input 给出文件，或从管道输入',
    },
    en: {
      what: 'there is no text to predict on',
      fix: 'write texts behind the command, or name a file with --input, or pipe them in',
    },
  },
  E_CLI_TEXT_EMPTY: {
    zh: { what: '第 {number} 条文本是空的', fix: '去掉它，或看看引号和变量有没有写错' },
    en: { what: 'text {number} is empty', fix: 'leave it out, or look at its quotes and variables' },
  },
  E_CLI_TEXT_TWICE: {
    zh: { what: '同时给了文本和 --input', fix: '只留一种输入' },
    en: { what: 'both texts and --input were given', fix: 'leave out one of them' },
  },
  E_CLI_OPTION_REQUIRED: {
    zh: { what: '缺少选项 {usage}', fix: '加上它；查看可用的值：{help}' },
    en: { what: 'the option {usage} is missing', fix: 'add it; its values: {help}' },
  },
  E_CLI_PARSE: {
    zh: { what: '命令行无法理解：{message}', fix: '查看用法：{help}' },
    en: { what: 'the command line cannot be understood: {message}', fix: 'see the usage: {help}' },
  },
})

/** What the parser found wrong, as an error of ours that names the nearest known option or command. */
export function translateUsageError(command: Command, { code, message }: CommanderError): Error {
  // The parser puts the name that it is about in single quotes.
  const name = /'([^']*)'/.exec(message)?.[1] ?? ''
  const help = `${pathOf(command)} --help`
  switch (code) {
    case 'commander.unknownOption': {
      const flag = name.split('=')[0]!
      const known = command.options.map((option) => option.long ?? option.flags)
      return failUsage('E_CLI_OPTION', { flag: quote(flag), near: nearestHint(flag, known), help })
    }
    case 'commander.unknownCommand': {
      const known = command.commands.map((sub) => sub.name())
      return failUsage('E_CLI_COMMAND', { command: quote(name), near: nearestHint(name, known), help })
    }
    case 'commander.missingArgument':
      return failUsage('E_CLI_ARGUMENT_MISSING', { name: name.toUpperCase(), help })
    case 'commander.optionMissingArgument':
      return failUsage('E_CLI_OPTION_VALUE_MISSING', {
        flag: name.split(/[ ,]/).find((part) => part.startsWith('--')) ?? name,
        usage: name,
      })
    case 'commander.missingMandatoryOptionValue':
      return failUsage('E_CLI_OPTION_REQUIRED', { usage: name, help })
    case 'commander.excessArguments': {
      const extra = command.args.slice(command.registeredArguments.length).map((text) => quote(text))
      return failUsage('E_CLI_EXCESS', { extra: extra.join(' '), help })
    }
    default:
      return failUsage('E_CLI_PARSE', { message, help })
  }
}

/** `hantune train`, as it is typed. */
export function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name()
}

/** The one of several names that was given. @throws E_CLI_VALUE with the nearest name */
export function choiceOf<T extends string>(
  flag: string,
  given: string,
  known: readonly T[],
  allowed: string = known.join(' | '),
): T {
  const name = known.find((one) => one === given)
  if (name !== undefined) return name
  throw failUsage('E_CLI_VALUE', { flag, value: quote(given), allowed, near: nearestHint(given, known) })
}
