/** What somebody may call themselves to get out of a text, an attribute of either quotation, a title or a style sheet. */
export const HOSTILE = `"><img src=x onerror=alert(1)>' onfocus='alert(1)</style></title></textarea><script>alert(1)</script><b>&lt;\u202e`;
