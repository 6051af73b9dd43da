/** Two jacks joined by one cable: the app icon, drawn for 18 px. */
export function Logo() {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" fill="none" aria-hidden="true" className="flex-none text-accent">
      <path d="M4.6 4.6C4.6 15.5 13.4 2.5 13.4 13.4" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
      <circle cx="4.6" cy="4.6" r="3" stroke="currentColor" strokeWidth="1.6" className="fill-sunken" />
      <circle cx="13.4" cy="13.4" r="3" stroke="currentColor" strokeWidth="1.6" className="fill-sunken" />
      <circle cx="4.6" cy="4.6" r="1.2" fill="currentColor" />
      <circle cx="13.4" cy="13.4" r="1.2" fill="currentColor" />
    </svg>
  )
}
