const words = (text: string) => new Set(text.split(/\s+/).filter(Boolean))

/** Providers at which everybody gets a mailbox, under whatever ending: `yahoo.com`, `yahoo.co.uk`. */
export const mailboxBrands = words(`
  aol bigpond bluewin btinternet centrum charter comcast daum earthlink fastmail freemail freenet gmail gmx
  googlemail hanmail hotmail icloud inbox iinet laposte libero live mailinator msn naver netscape neuf ntlworld
  optusnet orange outlook posteo proton protonmail rediffmail rocketmail runbox seznam sfr talktalk telstra tiscali
  tutanota virgilio virginmedia voila wanadoo windowslive yahoo yandex ymail zohomail`)

/** The same, by their whole name: as a word of its own it means something else, too. */
export const mailboxDomains = words(`
  10minutemail.com 126.com 139.com 163.com abv.bg alice.it arcor.de att.net bellsouth.net bk.ru bol.com.br box.az
  chello.at cloud.com cox.net dispostable.com duck.com email.com email.cz email.de facebook.com free.fr fsmail.net
  fuse.net getnada.com grr.la guerrillamail.com hey.com hush.com hushmail.com i.ua ig.com.br interia.pl internode.on.net
  juno.com kabelmail.de kolumbus.fi kpnmail.nl list.ru luukku.com mac.com mail.bg mail.com mail.de mail.ee mail.ru
  maildrop.cc mailbox.org mailfence.com me.com moose-mail.com mozmail.com mweb.co.za net.hr o2.co.uk o2.pl online.de
  online.no onet.pl ozemail.com.au passport.com planet.nl pm.me poczta.onet.pl privaterelay.appleid.com prodigy.net
  qq.com rambler.ru rogers.com sapo.pt sbcglobal.net sharklasers.com shaw.ca sina.com sky.com skynet.be sohu.com
  startmail.com sympatico.ca t-online.de telenet.be telia.com temp-mail.org terra.com.br throwawaymail.com tin.it
  tpg.com.au tuta.com tuta.io tvcablenet.be uol.com.br ukr.net verizon.net versatel.nl vodafone.de web.de westnet.com.au
  wp.pl xs4all.nl xtra.co.nz ya.ru yopmail.com ziggo.nl zoho.com zoho.eu zoho.in zonnet.nl`)
