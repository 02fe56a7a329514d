export {
  type Lookup,
  type Outbound,
  type OutboundAnswer,
  type OutboundRequest,
  openOutbound,
} from './outbound.ts'
export { addressCode, OutboundProblem, type OutboundProblemCode } from './problem.ts'
