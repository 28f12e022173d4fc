import { defineErrors, HanTuneError } from '../base/errors.ts'

export const fail = defineErrors({
  E_UI_HOST: {
    zh: {
      what: '页面不接受以 {host} 为主机名的访问',
      fix: '用 http://127.0.0.1 或 http://localhost 打开页面；这样防止别的网站冒用本机的名义',
    },
    en: {
      what: 'the page is not to be had under the host name {host}',
      fix: 'open it at http://127.0.0.1 or http://localhost; this keeps other sites from passing as this machine',
    },
  },
  E_UI_SITE: {
    zh: { what: '请求来自别的网站', fix: '直接打开页面' },
    en: { what: 'the request comes from another site', fix: 'open the page itself' },
  },
  E_UI_TOKEN: {
    zh: { what: '请求没有带上这个页面的令牌', fix: '刷新页面；程序重启后旧页面不再有效' },
    en: {
      what: 'the request lacks the token of the page',
      fix: 'load the page again: an old page is of no use once the program was restarted',
    },
  },
  E_UI_PATH: {
    zh: { what: '没有这个地址：{path}', fix: '刷新页面' },
    en: { what: 'there is no {path}', fix: 'load the page again' },
  },
  E_UI_BODY: {
    zh: { what: '请求的内容不可用：{reason}', fix: '刷新页面再试' },
    en: { what: 'the request cannot be read: {reason}', fix: 'load the page again and retry' },
  },
  E_UI_OBJECT: {
    zh: { what: '请求应是 JSON 对象，这里是{found}', fix: '刷新页面再试' },
    en: { what: 'a request is a JSON object, and this is {found}', fix: 'load the page again and retry' },
  },
  E_UI_FIELD: {
    zh: { what: '没有 {field} 这个字段{near}', fix: '可用的字段：{known}' },
    en: { what: 'there is no field {field}{near}', fix: 'the fields are: {known}' },
  },
  E_UI_LARGE: {
    zh: { what: '请求太大：最多 {limit} 字节', fix: '写短一些，或分成几次' },
    en: { what: 'the request is too large: {limit} bytes at most', fix: 'shorten it, or take it in parts' },
  },
  E_UI_LENGTH: {
    zh: { what: '{field} 有 {count} 个字符，最多 {limit} 个', fix: '写短一些，或分成几次' },
    en: {
      what: '{field} has {count} characters, {limit} at most',
      fix: 'shorten it, or take it in parts',
    },
  },
  E_UI_BLANK: {
    zh: { what: '{field} 是空白', fix: '写入要试的文本' },
    en: { what: '{field} is blank', fix: 'write the text that is to be tried' },
  },
  E_UI_SURROGATE: {
    zh: {
      what: '{field} 在位置 {at} 有半个代理对，不是完整的字符',
      fix: '文本可能从一个字符（如表情）中间截断；请按整字符截取',
    },
    en: {
      what: '{field} holds half a surrogate pair at {at}, which is no character',
      fix: 'it was cut inside a character such as an emoji: cut texts between characters',
    },
  },
  E_UI_PAIR_ABSENT: {
    zh: { what: '{name} 的模型比较两段文本，这里只有一段', fix: '两段都写上' },
    en: { what: 'the model of {name} compares two texts, and there is one', fix: 'write both' },
  },
  E_UI_PAIR_EXCESS: {
    zh: { what: '{name} 的模型只读一段文本，用不上 pair', fix: '去掉 pair，或换用判断句对的模型' },
    en: {
      what: 'the model of {name} reads one text and has no use for pair',
      fix: 'leave out pair, or take a model of pairs',
    },
  },
  E_UI_ONE_LINE: {
    zh: { what: '这里只能写一行，现在有 {count} 行', fix: '只留一行' },
    en: { what: 'this takes one line, and there are {count}', fix: 'leave one of them' },
  },
  E_UI_RUN: {
    zh: { what: '{folder} 里没有名为 {name} 的训练', fix: '它可能已被移走；刷新列表' },
    en: {
      what: 'there is no run {name} in {folder}',
      fix: 'it may have been moved away: load the list again',
    },
  },
  E_UI_NO_MODEL: {
    zh: { what: '训练 {name} 还没有模型', fix: '等第一次验证之后再试' },
    en: { what: 'the run {name} has no model yet', fix: 'wait for its first evaluation' },
  },
  E_UI_NO_DATA: {
    zh: {
      what: '训练 {name} 没有可供查看的 {set} 数据',
      fix: '数据当时在内存里，或没有给出；用 hantune evaluate 训练目录 数据文件 --html 页面.html',
    },
    en: {
      what: 'the run {name} has no {set} data to look through',
      fix: 'they were in memory, or not given: use hantune evaluate RUN DATA --html PAGE.html',
    },
  },
  E_UI_DATA_CHANGED: {
    zh: {
      what: '{file} 里的 {set} 数据已不是训练 {name} 当时用的那一份',
      fix: '恢复原来的文件（相对路径从启动程序的目录算起）；要看现在这份数据，用 hantune evaluate 训练目录 数据文件 --html 页面.html',
    },
    en: {
      what: 'the {set} data of {file} are no longer those that the run {name} had',
      fix: 'restore the file (a relative path starts where the program was started); to look through the data as they are now use hantune evaluate RUN DATA --html PAGE.html',
    },
  },
  E_UI_BUSY: {
    zh: { what: '这个页面已经在训练 {name}', fix: '等它结束，或先停止它' },
    en: { what: 'this page is training {name} already', fix: 'wait for it, or stop it first' },
  },
  E_UI_MANY: {
    zh: { what: '正在处理的请求太多', fix: '等前面的完成再试' },
    en: { what: 'too many requests are being worked on', fix: 'wait for those before' },
  },
  E_UI_IDLE: {
    zh: { what: '没有正在进行、可由页面停止的训练', fix: '在启动它的终端里按 Ctrl-C' },
    en: { what: 'nothing runs that this page can stop', fix: 'press Ctrl-C in the terminal that started it' },
  },
  E_UI_FORM: {
    zh: { what: '表单里还有错误', fix: '改正标出的地方' },
    en: { what: 'the form has mistakes', fix: 'mend what is marked' },
  },
  E_UI_RUN_NAME: {
    zh: {
      what: '{name} 不能作训练的名称',
      fix: '写一个文件夹的名称：不含 / \\ : * ? " < > |，不以点或横线开头，不以点结尾，最长 200 字节',
    },
    en: {
      what: '{name} cannot name a run',
      fix: 'write the name of one folder: no / \\ : * ? " < > |, no dot or dash at its start, no dot at its end, 200 bytes at most',
    },
  },
  E_UI_RUN_EXISTS: {
    zh: { what: '{folder} 已存在且不为空', fix: '换一个名称；HanTune 不覆盖已有结果' },
    en: {
      what: '{folder} exists and is not empty',
      fix: 'choose another name: HanTune overwrites no result',
    },
  },
  E_UI_NEEDED: {
    zh: { what: '没有训练数据', fix: '写出标注数据文件的路径' },
    en: { what: 'there is no training data', fix: 'write the path of a labelled file' },
  },
  E_UI_NO_FILE: {
    zh: { what: '找不到文件 {file}', fix: '检查路径；相对路径从启动程序的目录算起' },
    en: {
      what: 'there is no file {file}',
      fix: 'check the path; it starts where the program was started, unless it is absolute',
    },
  },
  E_UI_DASH: {
    zh: { what: '{word} 会被当成选项', fix: '在前面加上 ./' },
    en: { what: '{word} would be read as an option', fix: 'write ./ before it' },
  },
  E_UI_TASK: {
    zh: { what: '没有任务 {task}', fix: '可用的任务：{known}' },
    en: { what: 'there is no task {task}', fix: 'the tasks are: {known}' },
  },
  E_UI_ONE_START: {
    zh: { what: '同时给了编码器和要继续的训练', fix: '只留一个' },
    en: { what: 'both an encoder and a run to train on from were given', fix: 'leave out one of them' },
  },
  E_UI_LISTEN: {
    zh: {
      what: '页面无法监听 {host}:{port}：{reason}',
      fix: '端口可能被占用：用 --ui-port 换一个（0 表示任意空闲端口）',
    },
    en: {
      what: 'the page cannot listen at {host}:{port}: {reason}',
      fix: 'the port may be in use: choose another with --ui-port (0 takes any free one)',
    },
  },
})

const STATUS: Readonly<Record<string, number>> = {
  E_UI_HOST: 403,
  E_UI_SITE: 403,
  E_UI_TOKEN: 403,
  E_UI_PATH: 404,
  E_UI_RUN: 404,
  E_UI_BODY: 400,
  E_UI_OBJECT: 400,
  E_UI_FIELD: 400,
  E_UI_LARGE: 413,
  E_UI_LENGTH: 413,
  E_UI_BLANK: 400,
  E_UI_SURROGATE: 400,
  E_UI_PAIR_ABSENT: 400,
  E_UI_PAIR_EXCESS: 400,
  E_UI_BUSY: 409,
  E_UI_IDLE: 409,
  E_UI_MANY: 429,
}

/** How HTTP calls an error. What the user's data and models cause is 422, a defect of ours 500. */
export const statusOf = (error: unknown): number =>
  error instanceof HanTuneError ? (STATUS[error.code] ?? 422) : 500
