export default {
  activate(ctx) {
    ctx.register.masker('paint', { mask: () => undefined });
    ctx.register.masker('paint', { mask: () => undefined });
  },
};
