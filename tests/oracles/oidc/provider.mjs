// A certified OpenID provider (oidc-provider) for the tests of signing in.
//
//   node provider.mjs PORT REDIRECT_URI
//
// Says `ready` once it listens. Beside the provider's own endpoints it has two that no
// provider has: `POST /control/rotate` takes up new keys and forgets the old ones, and
// `POST /control/sign` signs whatever claims it is given, rightly or wrongly.
import { createServer } from 'node:http';
import { exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { Provider } from 'oidc-provider';

const [port, redirect] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const audience = 'https://registry.example.com/';
const teams = { ann: ['people'], root: ['platform'], ci: ['people'] };

let generation = 0;
let key;
let answer;

async function keyOf(alg, kid) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg, use: 'sig' };
}

async function rotate() {
  generation += 1;
  key = await keyOf('RS256', `rsa-${generation}`);
  const elliptic = await keyOf('ES256', `ec-${generation}`);
  const provider = new Provider(issuer, {
    jwks: { keys: [key, elliptic] },
    clients: [
      {
        client_id: 'denota',
        client_secret: 'a+secret/with=odd:characters',
        redirect_uris: [redirect],
        grant_types: ['authorization_code'],
      },
      {
        client_id: 'ci',
        client_secret: 'ci-secret',
        redirect_uris: [],
        response_types: [],
        grant_types: ['client_credentials'],
      },
    ],
    pkce: { required: () => true },
    scopes: ['openid', 'groups'],
    claims: { openid: ['sub'], groups: ['groups'] },
    cookies: { keys: ['one', 'two'] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, groups: teams[id] ?? [] }),
    }),
    extraTokenClaims: (_, token) => ({ groups: teams[token.clientId] ?? [] }),
    features: {
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        getResourceServerInfo: () => ({
          scope: '',
          audience,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  });
  answer = provider.callback();
}

// Signs claims: with the provider's key, with a stranger's that passes itself off as it, with
// none at all, or with the public key as if that were a shared secret.
async function sign({ header = {}, claims = {}, by = 'provider' }) {
  const now = Math.floor(Date.now() / 1000);
  const all = { iss: issuer, aud: audience, sub: 'ann', groups: ['people'], iat: now, exp: now + 60, ...claims };
  for (const [name, value] of Object.entries(all)) {
    if (value === null) delete all[name];
  }
  if (by === 'nobody') return new UnsecuredJWT(all).encode();
  const signed = (alg) => new SignJWT(all).setProtectedHeader({ alg, kid: key.kid, ...header });
  if (by === 'stranger') return signed('RS256').sign((await generateKeyPair('RS256')).privateKey);
  if (by === 'public') {
    const pem = await exportSPKI(await importJWK({ kty: key.kty, n: key.n, e: key.e }, 'RS256'));
    return signed('HS256').sign(new TextEncoder().encode(pem));
  }
  return signed('RS256').sign(await importJWK(key, 'RS256'));
}

async function body(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : {};
}

await rotate();
createServer(async (request, response) => {
  if (request.url === '/control/rotate') {
    await rotate();
    return response.end();
  }
  if (request.url === '/control/sign') return response.end(await sign(await body(request)));
  return answer(request, response);
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
