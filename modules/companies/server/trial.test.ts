import { test } from 'node:test'
import { portal } from '../../../test/portal.ts'
test('boots', async () => {
  const { acme, tess, ada } = await portal()
  console.log(JSON.stringify((await ada.get('/api/auth/session').answers(200)), null, 1))
  console.log(JSON.stringify((await acme.olive.get(`/api/companies/${acme.id}/memberships`).answers(200)), null, 1))
  console.log((await tess.get('/api/dashboard')).text)
})
