export default {
  activate(ctx) {
    ctx.hooks.faces.tap('sort');
  },
};
