/** Line icons of our own, 24 by 24, drawn in the colour of the text. Decoration: names stand beside them or on their buttons. */
const shapes = {
  brand: 'M4 10v4M8 7v10M12 4v16M16 8v8M20 10.5v3',
  microphone: 'M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21',
  'microphone-off': 'M9 9v2.5a3 3 0 0 0 4.6 2.5M15 11V6.500a3 3 0 0 0-5.700-1.300M5.500 11a6.500 6.500 0 0 0 10.400 5.200M18 13.500a6.500 6.500 0 0 0 .5-2.500M12 17.500V21M4 4l16 16',
  end: 'M6 6l12 12M18 6L6 18',
  tick: 'M5 12.500l4.500 4.500L19 7.500',
  clock: 'M12 3.500a8.500 8.500 0 1 0 0 17a8.500 8.500 0 0 0 0-17ZM12 7.500V12l3 2',
  list: 'M9 6.500h11M9 12h11M9 17.500h11M4.500 6.500h.01M4.500 12h.01M4.500 17.500h.01',
  shield: 'M12 3.500l7 2.700v5c0 4.400-2.800 7.700-7 9.300c-4.200-1.600-7-4.900-7-9.300v-5l7-2.700ZM9 12l2.200 2.200L15.200 10',
  send: 'M4.500 12h14M13 6l6 6l-6 6',
  sun: 'M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8ZM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400',
  moon: 'M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10Z',
  help: 'M9.200 9.200a2.900 2.900 0 1 1 4.300 2.500c-1 .6-1.500 1.100-1.500 2.300M12 17.500h.01M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18Z',
  warning: 'M12 4L2.800 19.500h18.400L12 4ZM12 10v4.500M12 17.200h.01',
  pencil: 'M5 19l1-4L16.500 4.500l3 3L9 18l-4 1Z',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  download: 'M12 4v11M7.500 11l4.500 4.500l4.500-4.500M5 20h14',
  link: 'M4 9.500a12 12 0 0 1 16 0M7 13a7.500 7.500 0 0 1 10 0M10 16.300a3 3 0 0 1 4 0M12 19.500h.01',
  sound: 'M4 10v4h3.500l4.500 4V6L7.500 10H4ZM15.500 9a4 4 0 0 1 0 6M18 6.500a7.500 7.500 0 0 1 0 11',
  keyboard: 'M3 7h18v10H3zM7 10.500h.01M10.300 10.500h.01M13.600 10.500h.01M17 10.500h.01M8 14h8',
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={shapes[name]} fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
