/** Chance that repeats itself: the same seed throws the same numbers (mulberry32). */
export interface Dice {
  /** 0 ≤ x < 1. */
  next(): number
  /** True so often, 0 to 1. */
  chance(share: number): boolean
  oneOf<T>(choices: readonly T[]): T
}

export function diceOf(seed: number): Dice {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    chance: (share) => next() < share,
    oneOf: (choices) => choices[Math.floor(next() * choices.length)] as (typeof choices)[number],
  }
}
