import { problemOf, refresh } from '../../../../platform/web/client/index.ts'
import { toast } from '../../../../platform/web/ui/index.ts'
import { ticketsApi } from '../../contract.ts'
import { t } from './messages.ts'

/** A form that cannot be read yet leads to what is wrong in it. */
export function leadToWrong(form: HTMLFormElement): void {
  form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
}

/** Does it, says so, and reads anew what it changed; a refusal is said in words and leaves the page as it was. */
export async function save(work: Promise<unknown>, list: unknown): Promise<boolean> {
  try {
    await work
    toast.success(t('setup_desk.saved'))
    return true
  } catch (error) {
    toast.error(problemOf(error))
    return false
  } finally {
    void refresh(list)
    void refresh(ticketsApi.options)
  }
}
