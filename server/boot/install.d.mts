/** Installs the locked packages of a folder, unless exactly these are installed already. */
export function installIfStale(root: string): Promise<void>;
