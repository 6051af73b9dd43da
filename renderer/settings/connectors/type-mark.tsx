import { LogIn } from 'lucide-react'
import { cx } from '../../ui/cx'
import { Mark } from '../../ui/mark'

/** The mark of a type of connector: the service's own, or an icon for a general way to sign in. */
export function TypeMark({ id, name, className }: { id: string; name: string; className?: string }) {
  if (id === 'oauth') return <LogIn className={cx('icon', className)} aria-hidden="true" />
  return <Mark id={id} name={name} {...(className ? { className } : {})} />
}
