export default {
  activate(ctx) {
    ctx.register.masker('paint', { musk: () => undefined });
  },
};
