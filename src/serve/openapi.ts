import * as z from 'zod'
import { defineTexts, type Language } from '../base/locale.ts'
import { VERSION } from '../base/version.ts'
import { type ServeCode, STATUS } from './errors.ts'
import {
  entitySchema,
  errorAnswer,
  healthAnswer,
  manyAnswer,
  modelSchema,
  modelsAnswer,
  predictionSchema,
  predictRequest,
  readyAnswer,
  singleAnswer,
  taskPrediction,
} from './schemas.ts'

const SCHEMAS = {
  PredictRequest: predictRequest,
  SingleAnswer: singleAnswer,
  ManyAnswer: manyAnswer,
  Prediction: predictionSchema,
  TaskPrediction: taskPrediction,
  Entity: entitySchema,
  ErrorAnswer: errorAnswer,
  ModelsAnswer: modelsAnswer,
  Model: modelSchema,
  HealthAnswer: healthAnswer,
  ReadyAnswer: readyAnswer,
}

const refTo = (name: keyof typeof SCHEMAS) => ({ $ref: `#/components/schemas/${name}` })
const json = (schema: object, example?: unknown) => ({
  content: { 'application/json': { schema, ...(example !== undefined && { example }) } },
})

const say = defineTexts({
  about: {
    zh: '微调过的中文 BERT 模型的预测：实体、类别、标签、句对。',
    en: 'Predictions of fine-tuned Chinese BERT models: entities, classes, labels, pairs.',
  },
  predict: { zh: '对一条或多条文本做预测。', en: 'Predicts on a text or many.' },
  predicted: {
    zh: '一条文本返回一个对象；数组返回 `results`，顺序相同。',
    en: 'One object for one text; `results` for an array, in its order.',
  },
  models: { zh: '正在服务的模型。', en: 'What is served.' },
  health: { zh: '进程是否活着。', en: 'Whether the process is alive.' },
  alive: { zh: '活着。', en: 'It is.' },
  ready: { zh: '是否接受请求。', en: 'Whether requests are taken.' },
  taken: { zh: '接受。', en: 'They are.' },
  notTaken: { zh: '服务正在启动或停止。', en: 'The service is starting or stopping.' },
  metrics: { zh: 'Prometheus 格式的指标。', en: 'Figures in the format of Prometheus.' },
  codes: { zh: '{what}代码：{codes}。', en: '{what} Codes: {codes}.' },
  retryAfter: { zh: '几秒后再试。', en: 'Seconds after which to try again.' },
  ofTask: { zh: '以及任务的 `E_TASK_…`', en: 'and those of tasks, `E_TASK_…`' },
  400: { zh: '请求不对。', en: 'The request is wrong.' },
  401: { zh: '没有给出有效的密钥。', en: 'No valid key was given.' },
  404: { zh: '没有这个模型。', en: 'There is no such model.' },
  417: { zh: '请求头里的 Expect 不能满足。', en: 'The Expect header cannot be met.' },
  408: { zh: '请求没有按时发完。', en: 'The request did not arrive in time.' },
  413: {
    zh: '请求体、文本的条数或一条文本太大，或者全部预测完需要太久。',
    en: 'The body, the number of texts or a text is too large, or all would take too long.',
  },
  415: { zh: '请求体的类型不是 UTF-8 的 JSON。', en: 'The body is not announced as JSON in UTF-8.' },
  429: { zh: '这个客户端同时的请求太多。', en: 'The client has too many requests under way.' },
  431: { zh: '请求头太大。', en: 'The header is too large.' },
  500: { zh: '服务出错。', en: 'The service failed.' },
  503: {
    zh: '服务正在启动、正在停止或太忙。',
    en: 'The service is starting, stopping or has too much to do.',
  },
})
type Said = Parameters<typeof say>[0]

/** What every path may answer: to what is broken, and where the service itself is. */
const EVERYWHERE = [
  'E_SERVE_HTTP',
  'E_SERVE_EXPECT',
  'E_SERVE_SLOW',
  'E_SERVE_HEADERS',
  'E_SERVE_FAILED',
] as const
/** What a path of the document cannot answer: another path or method, and what is never sent. */
const NOWHERE: readonly ServeCode[] = ['E_SERVE_PATH', 'E_SERVE_METHOD', 'E_SERVE_GONE', 'E_SERVE_CUT']
const OF_PREDICT = (Object.keys(STATUS) as ServeCode[]).filter((code) => !NOWHERE.includes(code))

/** The answers that bear these codes, by their statuses. */
function errors(codes: readonly ServeCode[], language: Language): Record<number, object> {
  const statuses = [...new Set(codes.map((code) => STATUS[code]))].sort((a, b) => a - b)
  const retry = { description: say('retryAfter', {}, language), schema: { type: 'integer' } }
  const answer = (status: number) => {
    const names = codes.filter((code) => STATUS[code] === status).map((code) => `\`${code}\``)
    // What suits no task is found by the model.
    if (status === 400 && codes === OF_PREDICT) names.push(say('ofTask', {}, language))
    const what = say(status as Said, {} as never, language)
    return {
      description: say('codes', { what, codes: names.join(language === 'zh' ? '、' : ', ') }, language),
      ...((status === 429 || status === 503) && { headers: { 'Retry-After': retry } }),
      ...json(refTo('ErrorAnswer')),
    }
  }
  return Object.fromEntries(statuses.map((status) => [status, answer(status)]))
}

const keyed = { security: [{ bearer: [] }, { apiKey: [] }, {}] }
const open = { security: [] }

/**
 * What `/openapi.json` says: made of the schemas that requests are checked by.
 *
 * @param language of its descriptions
 */
export function openApi(language: Language = 'en'): object {
  documents[language] ??= documentIn(language)
  return documents[language]
}

const documents: Partial<Record<Language, object>> = {}

function documentIn(language: Language): object {
  const tell = (key: Said) => say(key, {} as never, language)
  return {
    openapi: '3.1.0',
    info: {
      title: 'HanTune',
      version: VERSION,
      description: tell('about'),
    },
    // Where the document itself comes from.
    servers: [{ url: '/' }],
    paths: {
      '/predict': {
        post: {
          operationId: 'predict',
          summary: tell('predict'),
          ...keyed,
          requestBody: { required: true, ...json(refTo('PredictRequest'), { text: '我在北京工作' }) },
          responses: {
            200: {
              description: tell('predicted'),
              ...json({ oneOf: [refTo('SingleAnswer'), refTo('ManyAnswer')] }),
            },
            ...errors(OF_PREDICT, language),
          },
        },
      },
      '/models': {
        get: {
          operationId: 'models',
          summary: tell('models'),
          ...keyed,
          responses: {
            200: { description: tell('models'), ...json(refTo('ModelsAnswer')) },
            ...errors(['E_SERVE_KEY', ...EVERYWHERE], language),
          },
        },
      },
      '/health': {
        get: {
          operationId: 'health',
          summary: tell('health'),
          ...open,
          responses: {
            200: { description: tell('alive'), ...json(refTo('HealthAnswer')) },
            ...errors(EVERYWHERE, language),
          },
        },
      },
      '/ready': {
        get: {
          operationId: 'ready',
          summary: tell('ready'),
          ...open,
          responses: {
            200: { description: tell('taken'), ...json(refTo('ReadyAnswer')) },
            503: { description: tell('notTaken'), ...json(refTo('ReadyAnswer')) },
            ...errors(EVERYWHERE, language),
          },
        },
      },
      '/metrics': {
        get: {
          operationId: 'metrics',
          summary: tell('metrics'),
          ...keyed,
          responses: {
            200: { description: tell('metrics'), content: { 'text/plain': { schema: { type: 'string' } } } },
            ...errors(['E_SERVE_KEY', ...EVERYWHERE], language),
          },
        },
      },
    },
    components: {
      schemas: schemas(language),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
    },
  }
}

function schemas(language: Language): object {
  const registry = z.registry<z.GlobalMeta & { id: string }>()
  for (const [id, schema] of Object.entries(SCHEMAS)) registry.add(schema, { ...schema.meta(), id })
  const made = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    // What is sent may grow: only requests are closed to fields that are not known.
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (language === 'zh' && jsonSchema.zh !== undefined) jsonSchema.description = jsonSchema.zh as string
      delete jsonSchema.zh
    },
  })
  const plain = Object.entries(made.schemas).map(([id, { $schema: _s, $id: _i, id: _n, ...schema }]) => [
    id,
    schema,
  ])
  return Object.fromEntries(plain)
}
