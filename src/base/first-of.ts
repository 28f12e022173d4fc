/** The first names of a list, and a sign that there are more. */
export const firstOf = (names: readonly string[], most = 4): string =>
  [...names.slice(0, most), ...(names.length > most ? ['…'] : [])].join(', ')
