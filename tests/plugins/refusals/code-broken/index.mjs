throw new TypeError('paint dried up');
