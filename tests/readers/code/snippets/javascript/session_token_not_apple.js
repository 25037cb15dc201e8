const jwt = require('jsonwebtoken');
const appleSignin = require('apple-signin-auth');

exports.login = async (req, res) => {
  const { sub, email } = await appleSignin.verifyIdToken(req.body.id_token, { audience: 'com.acmefit.web', ignoreExpiration: false });
  const session = jwt.sign({ sub, email, iss: 'acmefit' }, process.env.SESSION_SECRET, { expiresIn: '365d' });
  res.json({ token: session });
};
