import { quote } from '../base/quote.ts'
import { fail } from './_errors.ts'
import { type Dict, TensorView, type Value } from './_values.ts'

/** The keys under which training scripts keep the weights. */
const USUAL_KEYS: readonly Value[] = ['state_dict', 'model_state_dict', 'model', 'module']

export interface StateDict {
  readonly views: ReadonlyMap<string, TensorView>
  /** Simple values that stand beside the tensors or beside the state dict, as text. */
  readonly metadata: Readonly<Record<string, string>>
}

/**
 * Finds the state dict in what a file holds. In this order: the dict of tensors under a usual key
 * (`{"state_dict": …, "epoch": 3}`), the top itself, the only dict of tensors under any other key. Dicts beside
 * the chosen one (an optimizer's, an average's) are no part of the weights.
 *
 * @throws E_TORCHFILE_NO_TENSORS, E_TORCHFILE_SEVERAL, E_TORCHFILE_VALUE
 */
export function findStateDict(path: string, root: Value): StateDict {
  const top: Dict = root instanceof Map ? root : new Map()
  const nested = [...top.keys()].filter((key) => holdsTensors(top.get(key)))
  const usual = nested.filter((key) => USUAL_KEYS.includes(key))
  if (usual.length === 0 && holdsTensors(top)) return { views: tensorsOf(path, top), metadata: textsOf(top) }
  const keys = usual.length > 0 ? usual : nested
  if (keys.length === 0) throw fail('E_TORCHFILE_NO_TENSORS', { keys: show(...top.keys()) }, { file: path })
  if (keys.length > 1) throw fail('E_TORCHFILE_SEVERAL', { keys: show(...keys) }, { file: path })
  const dict = top.get(keys[0]!) as Dict
  const metadata = { ...textsOf(top), ...textsOf(dict), 'torch.unwrapped': String(keys[0]) }
  return { views: tensorsOf(path, dict), metadata }
}

function holdsTensors(value: Value | undefined): boolean {
  return value instanceof Map && [...value.values()].some((item) => item instanceof TensorView)
}

function tensorsOf(path: string, dict: Dict): Map<string, TensorView> {
  const views = new Map<string, TensorView>()
  for (const [key, value] of dict) {
    if (isSimple(value)) continue
    if (typeof key !== 'string' || !(value instanceof TensorView)) {
      throw fail('E_TORCHFILE_VALUE', { name: show(key) }, { file: path })
    }
    views.set(key, value)
  }
  return views
}

function textsOf(dict: Dict): Record<string, string> {
  const texts: [string, string][] = []
  for (const [key, value] of dict) if (isSimple(value)) texts.push([String(key), String(value)])
  return Object.fromEntries(texts)
}

function isSimple(value: Value): value is string | number | bigint | boolean | null {
  return value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value)
}

function show(...keys: readonly Value[]): string {
  const shown = keys.slice(0, 10).map((key) => (isSimple(key) ? quote(String(key)) : '…'))
  return shown.join(', ') || '-'
}
