/** Where the command is, on stderr: one line drawn anew on a terminal; elsewhere a line for each stage and now and then. */
export type Progress = {
  /** What is going on at the moment: the stage, and how far it is. */
  show(stage: string, detail: string): void
  /** A line that stays. */
  note(line: string): void
  /** Takes the moving line away. */
  clear(): void
}

const redrawEvery = 100
const lineEvery = 5000

/** Progress on a stream; `quiet` keeps what is going on to itself. */
export const createProgress = (stream: NodeJS.WriteStream, quiet: boolean): Progress => {
  const redraws = stream.isTTY === true
  const pause = redraws ? redrawEvery : lineEvery
  let drawn = false
  let last = { stage: '', at: 0 }
  const clear = () => {
    if (drawn) stream.write('\r\x1b[2K')
    drawn = false
  }
  return {
    show: (stage, detail) => {
      if (quiet || (stage === last.stage && Date.now() - last.at < pause)) return
      last = { stage, at: Date.now() }
      stream.write(redraws ? `\r\x1b[2K${stage}: ${detail}` : `${stage}: ${detail}\n`)
      drawn = redraws
    },
    note: (line) => {
      clear()
      stream.write(`${line}\n`)
    },
    clear,
  }
}

/** A number of bytes as a person reads it. */
export const inBytes = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`
  const [unit, size] = bytes < 1e6 ? ['kB', 1e3] : bytes < 1e9 ? ['MB', 1e6] : ['GB', 1e9]
  return `${(bytes / Number(size)).toFixed(1)} ${unit}`
}
