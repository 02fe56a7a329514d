import type { ComponentType } from 'react'
import type { May } from '../../../platform/web/module.ts'
import type { StaffMember } from '../contract/staff.ts'

/** A part of a person's card that another module adds: licences, devices, tickets. */
export interface StaffPart {
  key: string
  order: number
  may?: May
  /** Draws itself, and nothing when it has nothing to say. */
  part: () => Promise<{ default: ComponentType<{ person: StaffMember }> }>
}

const parts = new Map<string, StaffPart>()

/** Adds a part to the card of every person of the staff directory; modules call it when they are loaded. */
export const registerStaffPart = (part: StaffPart) => void parts.set(part.key, part)

export const staffParts = (): readonly StaffPart[] =>
  [...parts.values()].sort((one, other) => one.order - other.order)
