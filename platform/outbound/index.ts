export {
  type Lookup,
  type Outbound,
  type OutboundAnswer,
  type OutboundRequest,
  openOutbound,
} from './outbound.ts'
export { OutboundProblem, type OutboundProblemCode } from './problem.ts'
