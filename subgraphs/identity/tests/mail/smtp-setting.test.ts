import { SettingFault } from "@bulkhead/kernel/settings.ts";
import { expect, test } from "vitest";
import { readSender, readSmtpUrl } from "../../src/mail/smtp-setting.ts";

test.each([
  ["smtp://mail.example", { host: "mail.example", port: 587, isSecure: false, needsTls: true, auth: undefined }],
  ["smtps://mail.example/", { host: "mail.example", port: 465, isSecure: true, needsTls: true, auth: undefined }],
  [
    "smtp://ada%40acme.example:p%40ss%3Aword@mail.example:2525",
    {
      host: "mail.example",
      port: 2525,
      isSecure: false,
      needsTls: true,
      auth: { user: "ada@acme.example", pass: "p@ss:word" },
    },
  ],
  ["smtp://localhost:25", { host: "localhost", port: 25, isSecure: false, needsTls: false, auth: undefined }],
  ["smtp://127.0.0.1", { host: "127.0.0.1", port: 587, isSecure: false, needsTls: false, auth: undefined }],
  ["smtp://[::1]:25", { host: "::1", port: 25, isSecure: false, needsTls: false, auth: undefined }],
])("%s is a mail server", (text, server) => expect(readSmtpUrl(text)).toEqual(server));

test.each([
  "mail.example:587",
  "http://mail.example",
  "smtp://",
  "smtp://ada@mail.example",
  "smtp://:secret@mail.example",
  "smtp://mail.example/inbox",
  "smtp://mail.example?requireTLS=false",
  "smtp://mail.example#secret",
  "smtp://ada:%E0%A4%A@mail.example",
])("%s is none, and is not repeated", (text) => {
  const reading = () => readSmtpUrl(text);
  expect(reading).toThrow(SettingFault);
  expect(reading).not.toThrow(/mail\.example:587|secret|ada/);
});

test.each(["127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "mail.example"])(
  "%s is spoken to over TLS alone",
  (host) => expect(readSmtpUrl(`smtp://${host}`).needsTls).toBe(true),
);

test.each([
  ["no-reply@acme.example", { name: "", address: "no-reply@acme.example", domain: "acme.example" }],
  ["<no-reply@acme.example>", { name: "", address: "no-reply@acme.example", domain: "acme.example" }],
  [
    "Acme Mail <no-reply@acme.example>",
    { name: "Acme Mail", address: "no-reply@acme.example", domain: "acme.example" },
  ],
  ["Bücher <post@bücher.example>", { name: "Bücher", address: "post@bücher.example", domain: "xn--bcher-kva.example" }],
])("%s is a sender", (text, sender) => expect(readSender(text)).toEqual(sender));

test.each([
  "",
  "Acme",
  "Acme <acme>",
  "a@b@c",
  "Acme <a@b.example>, <c@d.example>",
  'A"cme <a@b.example>',
  "A\nB <a@b.example>",
  "a@",
])("%j is none", (text) => expect(() => readSender(text)).toThrow(SettingFault));
