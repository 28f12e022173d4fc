/** More content than so many MiB, as E_DATA_TOO_LARGE tells it. */
export const beyondMib = (mib: number) => ({
  size: { zh: `${mib} MiB 以上的内容`, en: `more than ${mib} MiB` },
  limit: `${mib} MiB`,
})

/** The same of what is unpacked. */
export const beyondMibUnpacked = (mib: number) => ({
  size: { zh: `${mib} MiB 以上的内容（解压后）`, en: `more than ${mib} MiB when unpacked` },
  limit: `${mib} MiB`,
})
