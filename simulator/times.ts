/** The two times of a simulator: its own, which may run fast, and the client's. Both in milliseconds since 1970. */
export interface Times {
  /** Simulated time. */
  now(): number;
  /** The client's time at a simulated time: the clock of dates in responses. */
  wall(simulated: number): number;
  /** The client's time at a simulated time as RFC 3339 text. */
  iso(simulated: number): string;
  /** How many real seconds a span of simulated milliseconds takes, rounded up: what a client has to wait. */
  realSeconds(simulatedMs: number): number;
}

/** `clock` is in simulated milliseconds; at this moment both times are the same. */
export function createTimes(clock: { now(): number }, speed: number): Times {
  const origin = clock.now();
  const wall = (simulated: number): number => Math.round(origin + (simulated - origin) / speed);
  return {
    now: () => clock.now(),
    wall,
    iso: (simulated) => new Date(wall(simulated)).toISOString(),
    realSeconds: (simulatedMs) => Math.ceil(simulatedMs / speed / 1000),
  };
}
