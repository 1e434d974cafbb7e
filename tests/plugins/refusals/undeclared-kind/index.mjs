export default {
  activate(ctx) {
    ctx.register.swapper('paint', {});
  },
};
