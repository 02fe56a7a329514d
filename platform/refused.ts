/** What a command or a start refuses, in one line that an operator can act on; 64 where it was called wrongly (sysexits). */
export class Refused extends Error {
  readonly exit_code: number
  constructor(message: string, exitCode = 1) {
    super(message)
    this.exit_code = exitCode
  }
}
