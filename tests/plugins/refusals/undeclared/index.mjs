export default {
  activate(ctx) {
    ctx.register.masker('draw', { mask: () => undefined });
  },
};
