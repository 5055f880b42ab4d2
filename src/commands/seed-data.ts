import type { AppointmentDraft, AppointmentStatus } from '../storage/service-desk/appointment.js';
import { localTimeFromMs, msFromLocalTime } from '../storage/service-desk/desk-time.js';
import type { OrderDraft, OrderStatus } from '../storage/service-desk/order.js';

export interface SeedOrder {
  readonly draft: OrderDraft;
  readonly status: OrderStatus;
  readonly trackingNumber?: string;
}

export interface SeedAppointment {
  readonly draft: Omit<AppointmentDraft, 'startMs'>;
  readonly status: AppointmentStatus;
  /** Working days from today on; 1 is the next one. */
  readonly workingDays: number;
  readonly hour: number;
  readonly minute: number;
}

/** Prices in cents. */
export const seedOrders: readonly SeedOrder[] = [
  {
    draft: {
      customerName: 'Juan Pérez',
      customerEmail: 'juan.perez@example.com',
      customerDni: '12345678',
      items: [
        { name: 'Yerba mate orgánica', quantity: 2, priceCents: 2599, description: 'Paquete de un kilo, estacionada' },
        { name: 'Bombilla de alpaca', quantity: 1, priceCents: 1550, description: 'Recta, 18 centímetros' },
      ],
    },
    status: 'pending',
  },
  {
    draft: {
      customerName: 'María García',
      customerEmail: 'maria.garcia@example.com',
      customerDni: '23456789',
      items: [
        { name: 'Auriculares inalámbricos', quantity: 1, priceCents: 4599_900, description: 'Con cancelación de ruido, color negro' },
        { name: 'Funda de transporte', quantity: 1, priceCents: 850_050 },
      ],
    },
    status: 'processing',
  },
  {
    draft: {
      customerName: 'Carlos Alberto López',
      customerEmail: 'carlos.lopez@example.com',
      customerDni: '34567890',
      items: [{ name: 'Zapatillas de running', quantity: 1, priceCents: 8999_900, description: 'Talle 42' }],
    },
    status: 'shipped',
    trackingNumber: 'TRK123456789',
  },
  {
    draft: {
      customerName: 'Ana Martínez',
      customerEmail: 'ana.martinez@example.com',
      customerDni: '27888999',
      items: [
        { name: 'Dulce de leche artesanal', quantity: 6, priceCents: 419_990, description: 'Frasco de 450 gramos' },
        { name: 'Alfajores de maicena', quantity: 2, priceCents: 725_075, description: 'Caja de doce' },
      ],
    },
    status: 'delivered',
    trackingNumber: 'TRK987654321',
  },
  {
    draft: {
      customerName: 'Luis Fernández',
      customerEmail: 'luis.fernandez@example.com',
      customerDni: '30111222',
      items: [{ name: 'Pava eléctrica', quantity: 1, priceCents: 3849_999, description: 'Con corte para mate' }],
    },
    status: 'cancelled',
  },
];

export const seedAppointments: readonly SeedAppointment[] = [
  {
    draft: { patientName: 'Ana Martínez', patientEmail: 'ana.martinez@example.com', doctorName: 'Dr. Rodríguez', durationMinutes: 30, type: 'consultation', notes: 'Primera consulta' },
    status: 'scheduled',
    workingDays: 1,
    hour: 9,
    minute: 0,
  },
  {
    draft: { patientName: 'Luis Fernández', patientEmail: 'luis.fernandez@example.com', doctorName: 'Dr. Rodríguez', durationMinutes: 30, type: 'follow-up', notes: 'Control de presión' },
    status: 'confirmed',
    workingDays: 1,
    hour: 9,
    minute: 30,
  },
  {
    draft: { patientName: 'Ana María Suárez', patientEmail: 'ana.suarez@example.com', doctorName: 'Dra. Gómez', durationMinutes: 45, type: 'routine', notes: 'Trae estudios de sangre' },
    status: 'scheduled',
    workingDays: 2,
    hour: 15,
    minute: 0,
  },
  {
    draft: { patientName: 'Juan Pérez', patientEmail: 'juan.perez@example.com', doctorName: 'Dra. Gómez', durationMinutes: 30, type: 'consultation', notes: '' },
    status: 'confirmed',
    workingDays: 3,
    hour: 11,
    minute: 15,
  },
  {
    draft: { patientName: 'María García', patientEmail: 'maria.garcia@example.com', doctorName: 'Dr. Sánchez', durationMinutes: 60, type: 'emergency', notes: 'Dolor de rodilla' },
    status: 'scheduled',
    workingDays: 4,
    hour: 17,
    minute: 30,
  },
];

const dayMs = 24 * 60 * 60 * 1000;

/** The time of a seeded appointment, on a Monday to Friday behind today. */
export function seedStartMs({ workingDays, hour, minute }: Pick<SeedAppointment, 'workingDays' | 'hour' | 'minute'>, nowMs: number): number {
  let left = workingDays;
  for (let ahead = 1; ; ahead += 1) {
    const { year, month, day } = localTimeFromMs(nowMs + ahead * dayMs);
    const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
    if (left === 0) return msFromLocalTime({ year, month, day, hour, minute });
  }
}
