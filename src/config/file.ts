import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

export function readConfigFile(path: string): {
  settings: Record<string, unknown>
  data: { train?: string; dev?: string; test?: string }
  model?: string
} {
  const yaml = parse(readFileSync(path, 'utf8'))
  const given = (o: object) => Object.fromEntries(Object.entries(o).filter(([, v]) => v !== null))
  return { settings: given(yaml.settings), data: given(yaml.data), model: yaml.model.name }
}
