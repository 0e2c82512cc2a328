/**
 * The tenant id of what belongs to the installation and to no tenant, such as the audit log of its root key: the nil
 * UUID (RFC 9562 section 5.9), which no tenant can have.
 */
export const INSTALLATION_ID = "00000000-0000-0000-0000-000000000000";
