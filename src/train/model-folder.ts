import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { defineErrors } from '../base/errors.ts'
import { existingFolder } from '../base/files.ts'
import { firstOf } from '../base/first-of.ts'
import { decodeUtf8 } from '../base/parse-json.ts'
import { type EngineOptions, Parameters } from '../engine/index.ts'
import { encoderParameters, headParameters, loadFolder, readBertConfig } from '../models/index.ts'
import {
  checkMaxLength,
  checkSamples,
  namedTask,
  parseSavedModel,
  type SamplePrediction,
  type SavedModel,
} from '../tasks/index.ts'
import { loadTokenizer } from '../tokenize/index.ts'
import { type ModelParts, TaskModel } from './model.ts'
import { checkDigests, digestsOf, weightFiles } from './weights-digest.ts'

const fail = defineErrors({
  E_RUN_SEEDS: {
    zh: {
      what: '这里是几个种子的训练（--seeds），不是一个模型',
      fix: '给出其中一个，例如 {example}；全部：{seeds}',
    },
    en: {
      what: 'this folder holds the runs of several seeds (--seeds), not one model',
      fix: 'give one of them, such as {example}; all are: {seeds}',
    },
  },
  E_RUN_UNSAVED: {
    zh: {
      what: '这个训练还没有存下模型：第一次评估之后才有',
      fix: '等训练存下第一个模型；训练已经停止的，重新训练',
    },
    en: {
      what: 'this training has saved no model yet: the first is saved after the first evaluation',
      fix: 'wait for it; if the training has ended, train anew',
    },
  },
  E_RUN_SEVERAL: {
    zh: {
      what: '这里不是一个模型，而是放着几个训练的目录',
      fix: '给出其中一个，例如 {example}；全部：{runs}',
    },
    en: {
      what: 'this is no model but a folder of runs',
      fix: 'give one of them, such as {example}; all are: {runs}',
    },
  },
  E_RUN_ABSENT: {
    zh: {
      what: '这里没有 HanTune 模型：没有这个目录，或者里面没有 hantune.json',
      fix: '给出训练的输出目录（runs/名称），或其中的 best、last',
    },
    en: {
      what: 'there is no HanTune model here: no such folder, or no hantune.json in it',
      fix: 'give a run folder (runs/NAME), or its best or last',
    },
  },
})

export interface LoadedModel {
  readonly folder: string
  readonly model: TaskModel
}

/** The run folder that a path is, or whose `best` or `last` it is; undefined where it belongs to no run. */
export function runFolderOf(path: string): string | undefined {
  const full = resolve(path)
  const run = ['best', 'last'].includes(basename(full)) ? dirname(full) : full
  return existsSync(join(run, 'config.yaml')) ? run : undefined
}

/**
 * The model folder of a run: its best checkpoint, or the folder itself; the one before where a kill came between.
 * Undefined where there is no model.
 */
export function findModelFolder(run: string): string | undefined {
  for (const path of [run, join(run, 'best'), join(run, 'last')]) {
    const folder = existingFolder(path)
    if (folder !== undefined && existsSync(join(folder, 'hantune.json'))) return folder
  }
  return undefined
}

const RUNS_SHOWN = 8

/**
 * The model folder of a run.
 *
 * @throws E_RUN_ABSENT, E_RUN_UNSAVED, E_RUN_SEEDS where it holds the runs of several seeds, E_RUN_SEVERAL where it holds runs
 */
export function modelFolderOf(run: string): string {
  const found = findModelFolder(run)
  if (found !== undefined) return found
  const isFolder = statSync(run, { throwIfNoEntry: false })?.isDirectory()
  const names = isFolder ? readdirSync(run).sort() : []
  const seeds = names.filter((name) => /^seed-\d+$/.test(name))
  if (seeds.length > 0)
    throw fail('E_RUN_SEEDS', { example: join(run, seeds[0]!), seeds: seeds.join(', ') }, { file: run })
  const runs = names.filter((name) => !name.startsWith('.') && findModelFolder(join(run, name)))
  // A run of pre-training has its encoder under `model`.
  const isRun = names.includes('config.yaml') && names.includes('metrics.jsonl') && !names.includes('model')
  if (runs.length === 0) throw fail(isRun ? 'E_RUN_UNSAVED' : 'E_RUN_ABSENT', {}, { file: run })
  const values = { example: join(run, runs[0]!), runs: firstOf(runs, RUNS_SHOWN) }
  throw fail('E_RUN_SEVERAL', values, { file: run })
}

/** What a model is called: its folder's name; of `runs/a/best` that of the run. */
export function modelNameOf(run: string): string {
  const path = resolve(run)
  const name = basename(path)
  return name === 'best' || name === 'last' ? basename(dirname(path)) : name
}

/** A saved model without compiled graphs. */
export interface SavedParts {
  readonly parts: ModelParts
  /** By task. */
  readonly samples: readonly (readonly SamplePrediction[])[]
  /** Of the files of weights that were saved. */
  readonly digests: SavedModel['digests']
}

/**
 * Reads a model folder.
 *
 * @throws E_RUN_DESCRIPTION, E_TASK_WINDOW, E_WEIGHTS_MISMATCH and the errors of the formats
 */
export function readModel(folder: string): SavedParts {
  const config = readBertConfig(join(folder, 'config.json'))
  // What is cut into characters is said by hantune.json.
  const tokenizer = loadTokenizer(folder, { characters: true })
  const { tasks: saved, digests } = readDescription(folder)
  const tasks = saved.map(({ name, description }) => {
    checkMaxLength(description.maxLength, config.max_position_embeddings)
    return namedTask(name, description, tokenizer, saved.length)
  })
  const heads = tasks.flatMap(({ task, prefix }) => headParameters(config, task.head, prefix))
  const declarations = [...encoderParameters(config), ...heads]
  const parameters = new Parameters(declarations, () => false)
  loadFolder(folder, parameters, declarations)
  const samples = saved.map((own) => own.samples)
  return { parts: { config, tokenizer, tasks, parameters }, samples, digests }
}

/**
 * Loads a saved model and checks that it still predicts what it predicted when it was saved.
 *
 * @param run a run folder (its `best` is taken), or a model folder
 * @throws E_RUN_ABSENT, E_RUN_SAMPLES, E_WEIGHTS_DAMAGED and what `readModel` throws
 */
export async function loadModel(run: string, engine: EngineOptions): Promise<LoadedModel> {
  const folder = modelFolderOf(run)
  const hashing = digestsOf(folder, weightFiles(folder))
  hashing.catch(() => {})
  const { parts, samples, digests } = readModel(folder)
  const model = await TaskModel.create(parts, engine)
  try {
    await checkSamples(model, samples, folder)
    checkDigests(folder, digests, await hashing)
  } catch (error) {
    await model.release()
    throw error
  }
  return { folder, model }
}

/** The tasks of a saved model, without its weights. @throws E_RUN_DESCRIPTION and the tokenizer's errors */
export function readModelTasks(folder: string) {
  const { tasks } = readDescription(folder)
  const tokenizer = loadTokenizer(folder)
  return tasks.map(({ name, description }) => {
    const { prefix, task } = namedTask(name, description, tokenizer, tasks.length)
    return { name, kind: task.kind, description, prefix, labels: task.labels, classes: task.classes }
  })
}

/** What a model folder's hantune.json says. @throws E_RUN_DESCRIPTION */
export function readDescription(folder: string): SavedModel {
  const path = join(folder, 'hantune.json')
  return parseSavedModel(() => decodeUtf8(readFileSync(path)), path)
}
