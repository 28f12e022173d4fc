/** What each refusal says. */
export const TEXTS = {
  E_SERVE_HTTP: {
    zh: { what: '收到的不是完整的 HTTP 请求：{reason}', fix: '检查客户端，或中间的代理' },
    en: {
      what: 'what came is no whole HTTP request: {reason}',
      fix: 'look at the client, or a proxy between',
    },
  },
  E_SERVE_EXPECT: {
    zh: { what: '不支持 Expect: {expect}', fix: '去掉这个请求头，或写成 100-continue' },
    en: { what: 'Expect: {expect} cannot be met', fix: 'leave the header out, or write 100-continue' },
  },
  E_SERVE_SLOW: {
    zh: { what: '请求没有按时发完', fix: '检查网络；大的请求请分成几个' },
    en: {
      what: 'the request did not arrive in time',
      fix: 'look at the network; send large requests in parts',
    },
  },
  E_SERVE_HEADERS: {
    zh: { what: '请求头太大', fix: '去掉不需要的请求头（例如 Cookie）' },
    en: {
      what: 'the header of the request is too large',
      fix: 'leave out what is not needed, such as cookies',
    },
  },
  E_SERVE_CUT: {
    zh: { what: '服务停止时没有等到它完成', fix: '加大 --drain-timeout，或减少一次请求的文本' },
    en: {
      what: 'the service stopped before it was done',
      fix: 'give a longer --drain-timeout, or send fewer texts at once',
    },
  },
  E_SERVE_GONE: {
    zh: { what: '回答发完之前，连接已断开', fix: '检查客户端的超时设置，或中间的代理' },
    en: {
      what: 'the connection closed before the answer was sent',
      fix: 'look at the timeout of the client, or a proxy between',
    },
  },
  E_SERVE_PATH: {
    zh: { what: '没有 {path}{near}', fix: '可用的地址：{known}' },
    en: { what: 'there is no {path}{near}', fix: 'there are: {known}' },
  },
  E_SERVE_METHOD: {
    zh: { what: '{path} 不接受 {method}', fix: '改用 {allowed}' },
    en: { what: '{path} does not take {method}', fix: 'use {allowed}' },
  },
  E_SERVE_TYPE: {
    zh: {
      what: '请求体的类型不是 UTF-8 的 JSON，而是 {type}',
      fix: '加上请求头 content-type: application/json',
    },
    en: {
      what: 'the body is not announced as JSON in UTF-8 but as {type}',
      fix: 'send the header content-type: application/json',
    },
  },
  E_SERVE_ENCODING: {
    zh: { what: '不支持压缩的请求体：{encoding}', fix: '不要压缩，直接发送 JSON' },
    en: { what: 'compressed bodies ({encoding}) are not taken', fix: 'send the JSON as it is' },
  },
  E_SERVE_UTF8: {
    zh: { what: '请求体不是有效的 UTF-8', fix: '用 UTF-8 编码 JSON；GBK 等编码请先转换' },
    en: {
      what: 'the body is not valid UTF-8',
      fix: 'encode the JSON as UTF-8, converting GBK and the like before',
    },
  },
  E_SERVE_BODY_ABSENT: {
    zh: {
      what: '请求没有请求体',
      fix: '发送 {example}，并加上请求头 content-type: application/json',
    },
    en: {
      what: 'the request has no body',
      fix: 'send {example} with the header content-type: application/json',
    },
  },
  E_SERVE_JSON: {
    zh: { what: '请求体不是合法的 JSON：{reason}', fix: '写成 {example}' },
    en: { what: 'the body is not JSON: {reason}', fix: 'write {example}' },
  },
  E_SERVE_OBJECT: {
    zh: { what: '请求体应是 JSON 对象，这里是{found}', fix: '写成 {example}' },
    en: { what: 'the body must be a JSON object and is {found}', fix: 'write {example}' },
  },
  E_SERVE_NESTED: {
    zh: { what: '请求体嵌套太深，或者对象、数组、字段太多', fix: '写成 {example}' },
    en: {
      what: 'the body nests too deep, or has too many objects, arrays or fields',
      fix: 'write {example}',
    },
  },
  E_SERVE_FIELD_TWICE: {
    zh: { what: '请求里 {field} 出现了两次', fix: '只留一个；几条文本写成数组' },
    en: { what: 'the request gives {field} twice', fix: 'leave out one; several texts make an array' },
  },
  E_SERVE_FIELD: {
    zh: { what: '请求里没有 {field} 这个字段{near}', fix: '可用的字段：{known}' },
    en: { what: 'a request has no field {field}{near}', fix: 'the fields are: {known}' },
  },
  E_SERVE_VALUE: {
    zh: { what: '{field} 的值不对：{found}', fix: '应为 {allowed}' },
    en: { what: '{field} cannot be {found}', fix: 'give {allowed}' },
  },
  E_SERVE_TEXT_ABSENT: {
    zh: { what: '请求里没有文本', fix: '写成 {example}' },
    en: { what: 'the request holds no text', fix: 'write {example}' },
  },
  E_SERVE_BLANK: {
    zh: { what: '这条文本是空的', fix: '去掉空文本' },
    en: { what: 'this text is blank', fix: 'leave out blank texts' },
  },
  E_SERVE_SURROGATE: {
    zh: {
      what: '这条文本在位置 {at} 有半个代理对，不是完整的字符',
      fix: '文本可能从一个字符（如表情）中间截断；请按整字符截取',
    },
    en: {
      what: 'this text holds half a surrogate pair at {at}, which is no character',
      fix: 'it was cut inside a character such as an emoji: cut texts between characters',
    },
  },
  E_SERVE_PAIR_ABSENT: {
    zh: {
      what: '模型 {model} 比较两段文本，这里只有一段',
      fix: '加上 "pair"：第二段文本，或与 text 等长的数组',
    },
    en: {
      what: 'the model {model} compares two texts, and there is one',
      fix: 'add "pair": the second text, or an array as long as that of text',
    },
  },
  E_SERVE_PAIR_EXCESS: {
    zh: { what: '模型 {model} 只读一段文本，用不上 pair', fix: '去掉 pair，或换用判断句对的模型' },
    en: {
      what: 'the model {model} reads one text and has no use for pair',
      fix: 'leave out pair, or take a model of pairs',
    },
  },
  E_SERVE_PAIR_COUNT: {
    zh: { what: 'text 有 {texts} 条，pair 有 {pairs} 条', fix: '两者一一对应：都写一条，或两个等长的数组' },
    en: {
      what: 'there are {texts} in text and {pairs} in pair',
      fix: 'give one of each, or two arrays of one length',
    },
  },
  E_SERVE_PAIR_FORM: {
    zh: { what: '{array} 是数组，{single} 不是', fix: '两者一一对应：都写一条，或两个等长的数组' },
    en: { what: '{array} is an array and {single} is not', fix: 'give one of each, or two like arrays' },
  },
  E_SERVE_BODY: {
    zh: { what: '请求体超过 {limit} 字节', fix: '分成几个请求发送，或用 --max-body 放宽' },
    en: {
      what: 'the body is larger than {limit} bytes',
      fix: 'send it in parts, or start the service with a larger --max-body',
    },
  },
  E_SERVE_TEXTS: {
    zh: {
      what: '一个请求最多 {limit} 条文本，这里有 {count} 条',
      fix: '分成几个请求发送，或用 --max-texts 放宽',
    },
    en: {
      what: 'a request may hold {limit} texts, this one holds {count}',
      fix: 'send them in parts, or start the service with a larger --max-texts',
    },
  },
  E_SERVE_LENGTH: {
    zh: { what: '一条文本最多 {limit} 个字符，这一条有 {count} 个', fix: '分段发送，或用 --max-length 放宽' },
    en: {
      what: 'a text may have {limit} characters, this one has {count}',
      fix: 'cut it, or start the service with a larger --max-length',
    },
  },
  E_SERVE_TOTAL: {
    zh: { what: '一个请求的文本合计最多 {limit} 个字符，这里有 {count} 个', fix: '分成几个请求发送' },
    en: {
      what: 'the texts of a request may have {limit} characters together, these have {count}',
      fix: 'send them in parts',
    },
  },
  E_SERVE_TOO_LONG: {
    zh: {
      what: '预测这些文本约需 {seconds} 秒，一个请求最多 {limit} 秒',
      fix: '每次少发几条，或发短一些的文本；也可用 --timeout 放宽',
    },
    en: {
      what: 'to predict on these texts takes about {seconds} s, and a request may take {limit} s',
      fix: 'send fewer or shorter texts at once, or start the service with a longer --timeout',
    },
  },
  E_SERVE_MODEL: {
    zh: { what: '没有名为 {name} 的模型{near}', fix: '这里的模型：{known}' },
    en: { what: 'there is no model named {name}{near}', fix: 'the models are: {known}' },
  },
  E_SERVE_MODEL_WHICH: {
    zh: { what: '这里有几个模型（{known}），请求没有说用哪一个', fix: '加上 "model": "{example}"' },
    en: {
      what: 'there are several models ({known}), and the request names none',
      fix: 'add "model": "{example}"',
    },
  },
  E_SERVE_KEY: {
    zh: { what: '没有给出有效的密钥', fix: '加上请求头 Authorization: Bearer 密钥，或 X-API-Key: 密钥' },
    en: {
      what: 'no valid key was given',
      fix: 'send the header Authorization: Bearer KEY, or X-API-Key: KEY',
    },
  },
  E_SERVE_CLIENT: {
    zh: { what: '这个客户端已有 {limit} 个请求在处理', fix: '等它们完成再发；几条文本可以放进一个请求' },
    en: {
      what: 'this client has {limit} requests under way',
      fix: 'wait for them; several texts can go in one request',
    },
  },
  E_SERVE_BUSY: {
    zh: { what: '服务已有 {limit} 个请求在处理', fix: '按 Retry-After 稍后再试' },
    en: {
      what: 'the service has {limit} requests under way',
      fix: 'try again after the seconds of Retry-After',
    },
  },
  E_SERVE_QUEUE: {
    zh: {
      what: '模型 {model} 太忙：排队的文本已达上限，或预计等待超过上限',
      fix: '按 Retry-After 稍后再试；上限由 --max-queue 和 --max-wait 设定',
    },
    en: {
      what: 'the model {model} is too busy: as many texts wait as may, or the wait would be longer than allowed',
      fix: 'try again after the seconds of Retry-After; --max-queue and --max-wait set the limits',
    },
  },
  E_SERVE_STARTING: {
    zh: { what: '模型还在载入', fix: '稍后再试；/ready 变为 200 时可用' },
    en: { what: 'the models are being loaded', fix: 'try again soon: /ready then answers 200' },
  },
  E_SERVE_DRAINING: {
    zh: { what: '服务正在停止，不再接受新请求', fix: '换一个实例，或等它重新启动' },
    en: {
      what: 'the service is stopping and takes nothing new',
      fix: 'go to another instance, or wait until it is up again',
    },
  },
  E_SERVE_TIMEOUT: {
    zh: { what: '这个请求没有在 {seconds} 秒内完成', fix: '有 Retry-After 时按它稍后再试；或每次少发几条' },
    en: {
      what: 'the request was not done within {seconds} s',
      fix: 'try again after the seconds of Retry-After where it is given, or send fewer texts at a time',
    },
  },
  E_SERVE_FAILED: {
    zh: { what: '预测没有成功：{reason}', fix: '请求没有问题；请查看服务的日志（请求编号 {id}）' },
    en: {
      what: 'the prediction failed: {reason}',
      fix: 'the request is not to blame: see the log of the service (request {id})',
    },
  },
} as const

export type ServeCode = keyof typeof TEXTS
