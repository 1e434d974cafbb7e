export default {
  activate(ctx) {
    throw new Error('no paint left');
  },
};
