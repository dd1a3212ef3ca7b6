using System.Diagnostics;
using Sonde.Symbols.Load;

// "dynamic COUNT" makes and drops so many dynamic methods, one after the other, as it is told to.
if (args is ["dynamic", var count])
{
    DynamicMethods.Run(int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
    return;
}

// Works for as many seconds as its argument says, and tells by a line when it is warm.
TimeSpan length = TimeSpan.FromSeconds(int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture));
var shop = new OrderService();
var clock = Stopwatch.StartNew();
bool isWarm = false;
long sum = 0;
while (clock.Elapsed < length)
{
    sum += await shop.PlaceAsync(new Order(7, "seven"));
    sum += shop.Report(200);
    if (isWarm || clock.ElapsedMilliseconds < 1500)
        continue;
    isWarm = true;
    Console.WriteLine("warm");
}

Console.WriteLine(sum);
