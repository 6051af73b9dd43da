/** A quiet turning arc. Decorative: whoever shows it says in words what is under way. */
export function Spinner({ className = 'icon-sm' }: { className?: string }) {
  return (
    <svg viewBox="0 0 16 16" fill="none" className={`${className} animate-turn`} aria-hidden="true">
      <circle cx="8" cy="8" r="6" stroke="currentColor" strokeWidth="1.75" opacity="0.25" />
      <path d="M14 8a6 6 0 0 0-6-6" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
    </svg>
  )
}
