package io.sparkmaxpool.preview;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.XMLConstants;
import javax.xml.namespace.NamespaceContext;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A page as the JDK's XML parser and its PNG reader see it: what they cannot read fails. */
public final class SheetXml {
  private static final String DATA = "data:image/png;base64,";

  private final Document document;

  private SheetXml(Document document) {
    this.document = document;
  }

  public static SheetXml of(byte[] page) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      return new SheetXml(factory.newDocumentBuilder().parse(new ByteArrayInputStream(page)));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError("not well-formed: " + e.getMessage(), e);
    }
  }

  /** The texts of what an XPath finds; its prefix {@code h} is HTML's. */
  public List<String> texts(String path) {
    try {
      XPath xpath = XPathFactory.newInstance().newXPath();
      xpath.setNamespaceContext(new Html5());
      NodeList nodes = (NodeList) xpath.evaluate(path, document, XPathConstants.NODESET);
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < nodes.getLength(); i++) {
        texts.add(nodes.item(i).getTextContent());
      }
      return texts;
    } catch (XPathExpressionException e) {
      throw new AssertionError(path, e);
    }
  }

  /** The pixels of all pictures, {@code 0xRRGGBB}, row-major. */
  public List<int[]> pixels() throws IOException {
    List<int[]> pictures = new ArrayList<>();
    for (String source : texts("//h:img/@src")) {
      byte[] png = Base64.getDecoder().decode(source.substring(DATA.length()));
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
      int[] pixels = new int[image.getWidth() * image.getHeight()];
      int samples = image.getRaster().getNumBands();
      for (int i = 0; i < pixels.length; i++) {
        // Of the raster: the colour model of grey would be converted.
        int[] values =
            image.getRaster().getPixel(i % image.getWidth(), i / image.getWidth(), (int[]) null);
        for (int c = 0; c < 3; c++) {
          pixels[i] = pixels[i] << 8 | values[c % samples];
        }
      }
      pictures.add(pixels);
    }
    return pictures;
  }

  private static final class Html5 implements NamespaceContext {
    @Override
    public String getNamespaceURI(String prefix) {
      return prefix.equals("h") ? "http://www.w3.org/1999/xhtml" : XMLConstants.NULL_NS_URI;
    }

    @Override
    public String getPrefix(String uri) {
      return null;
    }

    @Override
    public Iterator<String> getPrefixes(String uri) {
      return null;
    }
  }
}
