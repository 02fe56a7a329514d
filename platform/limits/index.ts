import './retention.ts'

export { addressKey, clientAddress, inNetworks, type Network, parseNetworks } from './address.ts'
export { type Limits, openLimits } from './limits.ts'
export { type Limit, parseRate, type Rate, rateHeaders, type Verdict } from './rate.ts'
