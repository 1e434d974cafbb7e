export { serve } from './serve.js';
export { readToken } from './token.js';
