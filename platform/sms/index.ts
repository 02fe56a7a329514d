export { readPhone } from './phone.ts'
export { openSms, type SmsMessage, type SmsOutcome, type SmsSettings, sendSms, smsConfigured } from './sms.ts'
