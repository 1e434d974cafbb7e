export default {
  activate(ctx) {
    ctx.log.debug('nothing to do');
  },
};
