export default {
  activate(ctx) {
    ctx.hooks.faces.tap((faces) => faces, { stage: 'soon' });
  },
};
