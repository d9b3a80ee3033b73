import type { Amount, Portion, World } from './world.ts'

/** A chain as it is worked, in the order of time. */
export type Chain = (world: World) => void

const count = (least: number, world: World, more = 3): number => least + world.random.whole(more)
const several = <T>(number: number, of: (index: number) => T): T[] => Array.from({ length: number }, (_, i) => of(i))
const kg = (lot: string, kilograms: number): Amount => ({ lot, kilograms })

const harvests = (world: World, place: string, name: string, number: number, kilograms: number): Amount[] =>
  several(number, (i) => {
    const part = kg(world.lot(`${name}${i}`), kilograms)
    world.source(place, part)
    return part
  })

const items = (world: World, name: string, number: number): string[] =>
  several(number, (i) => world.item(`${name}${i}`))

/** From a packed container at one place to its goods, sold one by one, at another. */
const deliver = (world: World, container: string, from: string, to: string, goods: readonly string[]): void => {
  world.pack(from, container, goods)
  world.carry(container, from, to)
  world.unpack(to, container)
  for (const each of goods) world.end(to, each)
}

const fruit: Chain = (world) => {
  for (const [i, part] of harvests(world, 'orchard', 'fruit', count(2, world), 100).entries()) {
    world.ship(part, 'orchard', 'packhouse')
    const cartons = items(world, `carton${i}-`, count(2, world))
    world.make('packhouse', [part], cartons)
    deliver(world, world.container('pallet'), 'packhouse', 'shop', cartons)
  }
}

const fish: Chain = (world) => {
  const catches = harvests(world, 'harbour', 'catch', count(2, world), 50)
  world.make('harbour', catches, [kg(world.lot('fillet'), 40)])
  const boxes = several(2, (i) => world.container(`box${i}`))
  for (const box of boxes) {
    world.pack('harbour', box, [kg(world.lot('fillet'), 20)])
    world.carry(box, 'harbour', 'factory')
    world.unpack('factory', box, [kg(world.lot('fillet'), 20)])
  }
  world.make('factory', [kg(world.lot('fillet'), 30)], [kg(world.lot('fingers'), 30)])
  world.end('factory', kg(world.lot('fillet'), 10), 'destroying')
  world.end('factory', kg(world.lot('fingers'), 30))
}

const honey: Chain = (world) => {
  const drums = harvests(world, 'hives', 'drum', count(3, world), 30)
  for (const drum of drums) world.ship(drum, 'hives', 'bottler')
  world.make('bottler', drums.slice(0, 2), items(world, 'jarA', 4))
  world.make('bottler', drums.slice(2), items(world, 'jarB', 4))
  for (const jar of [...items(world, 'jarA', 4), ...items(world, 'jarB', 4)]) world.end('bottler', jar)
}

const furniture: Chain = (world) => {
  const glue = kg(world.lot('glue'), 10)
  world.source('supplier', glue)
  world.ship(glue, 'supplier', 'joinery')
  for (const i of several(count(2, world), Number)) {
    const [log, boards] = [world.item(`log${i}`), items(world, `board${i}-`, 4)]
    world.source('forest', log)
    world.carry(log, 'forest', 'sawmill')
    world.make('sawmill', [log], boards)
    deliverTo(world, world.container('truck'), 'sawmill', 'joinery', boards)
    world.make('joinery', [...boards, kg(glue.lot, 2)], [world.item(`chair${i}`)])
    world.end('joinery', world.item(`chair${i}`))
  }
}

const deliverTo = (world: World, container: string, from: string, to: string, goods: readonly Portion[]): void => {
  world.pack(from, container, goods)
  world.carry(container, from, to)
  world.unpack(to, container)
}

/** What is left of a day's silo is blended into the next day's. */
const milkSilo: Chain = (world) => {
  let rest: Amount[] = []
  for (const day of several(count(3, world), Number)) {
    const milk = harvests(world, 'dairy', `day${day}-`, count(2, world, 2), 100)
    const silo = kg(world.lot(`silo${day}`), milk.length * 100 + (rest.length > 0 ? 50 : 0))
    world.make('dairy', [...milk, ...rest], [silo])
    world.make('dairy', [kg(silo.lot, silo.kilograms - 50)], items(world, `cheese${day}-`, 3))
    rest = [kg(silo.lot, 50)]
    for (const cheese of items(world, `cheese${day}-`, 3)) world.end('dairy', cheese)
  }
}

/** Sacks of two fields under one lot number. */
const rice: Chain = (world) => {
  const paddy = harvests(world, 'mill', 'paddy', count(2, world), 60)
  for (const part of paddy) world.make('mill', [part], [kg(world.lot('rice'), 50)])
  for (const [i] of paddy.entries()) world.make('mill', [kg(world.lot('rice'), 50)], [world.item(`sack${i}`)])
  deliver(world, world.container('truck'), 'mill', 'market', items(world, 'sack', paddy.length))
}

const pepper: Chain = (world) => {
  const parts = harvests(world, 'village', 'pepper', count(2, world), 40)
  for (const part of parts) world.ship(part, 'village', 'collector')
  world.make('collector', parts, [kg(world.lot('black'), parts.length * 40)])
  for (const port of ['east', 'west']) {
    world.ship(kg(world.lot('black'), 30), 'collector', port)
    world.make(port, [kg(world.lot('black'), 30)], [world.item(`bag-${port}`)])
    world.end(port, world.item(`bag-${port}`))
  }
  world.end('collector', kg(world.lot('black'), parts.length * 40 - 60), 'destroying')
}

const returns: Chain = (world) => {
  const [part] = harvests(world, 'bakery', 'flour', 1, 20) as [Amount]
  const loaves = items(world, 'loaf', count(3, world))
  world.make('bakery', [part], loaves)
  deliverTo(world, world.container('crate'), 'bakery', 'shop', loaves)
  deliverTo(world, world.container('crate'), 'shop', 'bakery', loaves.slice(0, 2))
  world.make('bakery', loaves.slice(0, 2), [world.item('crumbs')])
  for (const left of [world.item('crumbs'), ...loaves.slice(2)]) world.end('shop', left)
}

/** What came out wrong goes into the next batch. */
const rework: Chain = (world) => {
  const sugar = harvests(world, 'plant', 'sugar', 3, 10)
  let scrap: Amount[] = []
  for (const [i, part] of sugar.entries()) {
    world.make('plant', [part, ...scrap], [...items(world, `sweet${i}-`, 2), kg(world.lot(`scrap${i}`), 2)])
    scrap = [kg(world.lot(`scrap${i}`), 2)]
    for (const sweet of items(world, `sweet${i}-`, 2)) world.end('plant', sweet)
  }
  world.end('plant', kg(world.lot('scrap2'), 2), 'destroying')
}

const crossDocking: Chain = (world) => {
  const cases = several(2, (i) => items(world, `case${i}-`, 4))
  for (const [i, part] of harvests(world, 'plant', 'juice', 2, 40).entries()) {
    world.make('plant', [part], cases[i] ?? [])
    deliverTo(world, world.container(`in${i}`), 'plant', 'dock', cases[i] ?? [])
  }
  for (const half of [0, 1]) {
    const mixed = cases.flatMap((each) => each.slice(half * 2, half * 2 + 2))
    deliver(world, world.container(`out${half}`), 'dock', `shop${half}`, mixed)
  }
}

const reusedCrates: Chain = (world) => {
  const crate = world.container('crate')
  for (const [i, part] of harvests(world, 'garden', 'salad', count(3, world), 10).entries()) {
    world.make('garden', [part], items(world, `head${i}-`, 2))
    deliver(world, crate, 'garden', 'shop', items(world, `head${i}-`, 2))
    world.carry(crate, 'shop', 'garden')
  }
}

const meatCutting: Chain = (world) => {
  for (const i of several(2, Number)) {
    const [cow, halves] = [world.item(`cow${i}`), items(world, `half${i}-`, 2)]
    world.source('farm', cow)
    world.carry(cow, 'farm', 'abattoir')
    world.make('abattoir', [cow], halves)
    for (const half of halves) world.carry(half, 'abattoir', 'cutting')
  }
  world.make('cutting', [world.item('half0-0'), world.item('half1-0')], [kg(world.lot('mince'), 30)])
  world.make('cutting', [world.item('half0-1')], items(world, 'steak', 3))
  world.make('cutting', [world.item('half1-1')], items(world, 'roast', 3))
  world.make('cutting', [kg(world.lot('mince'), 30)], items(world, 'burger', 3))
  for (const cut of ['steak', 'roast', 'burger'].flatMap((name) => items(world, name, 3))) world.end('cutting', cut)
}

const retailRepacking: Chain = (world) => {
  const parts = harvests(world, 'grower', 'nuts', 2, 20)
  for (const [i, part] of parts.entries()) world.make('grower', [part], [world.item(`bag${i}`)])
  deliverTo(world, world.container('pallet'), 'grower', 'shop', items(world, 'bag', 2))
  world.make('shop', items(world, 'bag', 2), items(world, 'mix', 6))
  for (const mix of items(world, 'mix', 6)) world.end('shop', mix)
}

const imports: Chain = (world) => {
  const [part] = harvests(world, 'abroad', 'tomato', 1, 30) as [Amount]
  const goods = items(world, 'tin', count(3, world))
  world.make('abroad', [part], goods)
  world.pack('abroad', world.container('pallet'), goods)
  deliverTo(world, world.container('ship'), 'abroad', 'port', [world.container('pallet')])
  world.carry(world.container('pallet'), 'port', 'shop')
  world.unpack('shop', world.container('pallet'))
  for (const tin of goods) world.end('shop', tin)
}

const exports_: Chain = (world) => {
  const parts = harvests(world, 'farm', 'coffee', 3, 60)
  for (const [i, part] of parts.entries()) {
    world.make('farm', [part], items(world, `sack${i}-`, 2))
    world.pack('farm', world.container(`pallet${i}`), items(world, `sack${i}-`, 2))
  }
  const pallets = several(3, (i) => world.container(`pallet${i}`))
  world.pack('farm', world.container('ship'), pallets)
  world.carry(world.container('ship'), 'farm', 'port')
  world.end('port', world.container('ship'))
}

const catering: Chain = (world) => {
  const names = ['meat', 'rice', 'herbs', 'oil']
  for (const name of names) {
    const [part] = harvests(world, 'wholesale', name, 1, 12) as [Amount]
    world.ship(part, 'wholesale', 'kitchen')
  }
  for (const day of several(3, Number)) {
    const used = names.slice(day % 2).map((name) => kg(world.lot(`${name}0`), 4))
    world.make('kitchen', used, [kg(world.lot(`meals${day}`), 15)])
    world.ship(kg(world.lot(`meals${day}`), 15), 'kitchen', 'school')
    world.end('school', kg(world.lot(`meals${day}`), 15), 'decommissioning')
  }
}

const recallReturned: Chain = (world) => {
  const [part] = harvests(world, 'plant', 'powder', 1, 30) as [Amount]
  const tins = items(world, 'tin', 6)
  world.make('plant', [part], tins)
  for (const shop of ['north', 'south']) {
    const goods = shop === 'north' ? tins.slice(0, 3) : tins.slice(3)
    deliverTo(world, world.container('box'), 'plant', shop, goods)
    for (const tin of goods.slice(0, 1)) world.end(shop, tin)
    deliverTo(world, world.container('cage'), shop, 'plant', goods.slice(1))
    for (const tin of goods.slice(1)) world.end('plant', tin, 'destroying')
  }
}

const feed: Chain = (world) => {
  const [maize, soy] = harvests(world, 'mill', 'grain', 2, 40) as [Amount, Amount]
  world.make('mill', [maize, soy], [kg(world.lot('feed'), 80)])
  for (const i of several(2, Number)) {
    world.ship(kg(world.lot('feed'), 40), 'mill', `farm${i}`)
    const pig = world.item(`piglet${i}`)
    world.source(`farm${i}`, pig)
    world.make(`farm${i}`, [pig, kg(world.lot('feed'), 40)], [world.item(`pig${i}`)])
    world.make(`farm${i}`, [world.item(`pig${i}`)], items(world, `ham${i}-`, 2))
    for (const ham of items(world, `ham${i}-`, 2)) world.end(`farm${i}`, ham)
  }
}

const coldChain: Chain = (world) => {
  const [part] = harvests(world, 'plant', 'vaccine', 1, 4) as [Amount]
  const boxes = items(world, 'box', 4)
  world.make('plant', [part], boxes)
  for (const [i, half] of [boxes.slice(0, 2), boxes.slice(2)].entries()) {
    const cooler = world.container(`cooler${i}`)
    world.pack('plant', cooler, half)
    world.carry(cooler, 'plant', 'depot')
    world.see('depot', cooler)
    world.carry(cooler, 'depot', `clinic${i}`)
    world.unpack(`clinic${i}`, cooler, half)
    for (const box of half) world.end(`clinic${i}`, box, 'decommissioning')
  }
}

/** One tanker, filled at two farms, emptied at two customers: all of one lot number. */
const bulkTanker: Chain = (world) => {
  const tanker = world.container('tanker')
  for (const day of several(2, Number)) {
    const oil = harvests(world, 'press', `oil${day}-`, 2, 50)
    world.pack('press', tanker, oil)
    for (const [i, part] of oil.entries()) {
      world.carry(tanker, i === 0 ? 'press' : 'customer0', `customer${i}`)
      world.unpack(`customer${i}`, tanker, [part])
      world.make(`customer${i}`, [part], items(world, `bottle${day}-${i}-`, 2))
      for (const bottle of items(world, `bottle${day}-${i}-`, 2)) world.end(`customer${i}`, bottle)
    }
    world.carry(tanker, 'customer1', 'press')
  }
}

/** The twenty kinds of chain of the province. */
export const kinds: Record<string, Chain> = {
  fruit,
  fish,
  honey,
  furniture,
  'milk silo, blended daily': milkSilo,
  rice,
  pepper,
  returns,
  rework,
  'cross-docking': crossDocking,
  'reused crates': reusedCrates,
  'meat cutting': meatCutting,
  'repacking at retail': retailRepacking,
  imports,
  exports: exports_,
  catering,
  'recalled goods returned': recallReturned,
  feed,
  'cold chain': coldChain,
  'bulk tanker': bulkTanker,
}
