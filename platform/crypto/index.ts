export { nonce, randomToken, sameBytes, sha256 } from './bytes.ts'
export { type Crypto, CryptoProblem, type KeyedMac, openCrypto, type Sealed } from './crypto.ts'
