import { defineErrors } from '../base/errors.ts'

export const fail = defineErrors({
  E_EXPORT_EXISTS: {
    zh: {
      what: '输出位置已有文件，或已有不为空的目录',
      fix: '换一个 --out，或先移走它；HanTune 不覆盖已有的内容',
    },
    en: {
      what: 'there is a file at the place of the output folder, or a folder that is not empty',
      fix: 'choose another --out, or move it away: HanTune overwrites nothing',
    },
  },
  E_EXPORT_AGAIN: {
    zh: { what: '这里已经是导出的模型，里面没有可供导出的原始权重', fix: '给出训练的输出目录（runs/名称）' },
    en: {
      what: 'this is an exported model already: it holds no weights to export from',
      fix: 'give the run folder (runs/NAME)',
    },
  },
  E_EXPORT_QUANTIZE: {
    zh: { what: '导出为 {to} 时不能量化', fix: '去掉 --quantize，或改用 --to onnx、--to triton' },
    en: {
      what: 'an export to {to} cannot be quantized',
      fix: 'leave out --quantize, or export --to onnx or triton',
    },
  },
  E_EXPORT_SAMPLES: {
    zh: {
      what: '导出的模型与训练好的模型说法不同：“{text}”原来得到 {expected}，导出后得到 {found}',
      fix: '没有留下任何文件。若做了量化，可用 --dev 给出这个任务的验证数据，按分数取舍；否则请附上这条消息报告',
    },
    en: {
      what: 'the exported model differs from the trained one: “{text}” gave {expected}, now {found}',
      fix: 'nothing was left behind. If it was quantized, give --dev for its task, so that scores decide; else report this message',
    },
  },
  E_EXPORT_DROP: {
    zh: {
      what: '任务 {task} 的 {metric} 从 {before} 降到 {after}（降 {drop} 个百分点），超过允许的 {limit}',
      fix: '没有留下任何文件。换一种 --quantize（q8 比 q4 准），或放宽 --max-drop',
    },
    en: {
      what: '{metric} of the task {task} falls from {before} to {after} ({drop} points), more than the {limit} that are allowed',
      fix: 'nothing was left behind. Take another --quantize (q8 is closer than q4), or a larger --max-drop',
    },
  },
  E_EXPORT_TRITON: {
    zh: {
      what: 'config.pbtxt 与计算图不一致：{problem}',
      fix: '这是 HanTune 自身的错误，请附上这条消息报告',
    },
    en: {
      what: 'config.pbtxt does not fit the graph: {problem}',
      fix: 'this is a fault of HanTune itself: please report it with this message',
    },
  },
  E_EXPORT_DEV: {
    zh: { what: '验证数据的任务名 {name} 不是模型的任务', fix: '模型的任务：{known}；写作 任务=文件' },
    en: {
      what: 'the dev data names {name}, which is no task of the model',
      fix: 'its tasks are {known}: write TASK=FILE',
    },
  },
  E_EXPORT_DEV_TASK: {
    zh: {
      what: '模型有几个任务，而验证数据 {file} 没有说属于哪一个',
      fix: '写作 任务=文件；模型的任务：{known}',
    },
    en: {
      what: 'the model has several tasks, and the dev data {file} do not say of which they are',
      fix: 'write TASK=FILE; its tasks are {known}',
    },
  },
  E_EXPORT_NAME: {
    zh: {
      what: '{name} 不能作 Triton 的模型名：它取自训练目录的名称，只能含字母、数字、连字符、点和下划线',
      fix: '给训练目录换个名称再导出，例如 mv {run} {example}；--out 只决定导出到哪里',
    },
    en: {
      what: '{name} cannot be the name of a model of Triton, which is that of the run folder: letters, digits, hyphens, dots and underscores only',
      fix: 'rename the run folder and export again, such as mv {run} {example}; --out only says where the export goes',
    },
  },
  E_EXPORT_OUT: {
    zh: {
      what: '输出目录是空的',
      fix: '给 --out 一个目录名，或去掉它（默认 exports/名称-格式，量化时再加 -q8 等）',
    },
    en: {
      what: 'the output folder is blank',
      fix: 'name a folder by --out, or leave it out (default exports/NAME-TARGET, with -q8 or the like where it is quantized)',
    },
  },
})
