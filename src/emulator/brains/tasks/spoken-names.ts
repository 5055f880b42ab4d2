/** First and last names that are known as such without capitals, and that the recogniser listens for; as they are written. */
export const firstNames = ['Juan', 'María', 'Ana', 'Luis', 'Carlos', 'Laura', 'Pedro', 'Sofía', 'Diego', 'Elena', 'Jorge', 'Lucía', 'Pablo', 'John', 'Mary', 'Peter', 'Susan'] as const;
export const lastNames = ['Pérez', 'García', 'Martínez', 'Fernández', 'López', 'Rodríguez', 'Gómez', 'Sánchez', 'Suárez', 'Díaz', 'Torres', 'Romero', 'Ruiz', 'Smith', 'Brown', 'Miller'] as const;
